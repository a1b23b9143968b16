"""How a page looks from elsewhere: in search results, in messages, on other sites."""
