"""Operations on reviews and what follows from them."""
