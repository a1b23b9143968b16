"""Pages kept for readers without an account, for as long as nothing on them can have changed."""
