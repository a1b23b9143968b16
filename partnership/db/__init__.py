"""Django's PostgreSQL backend, on a private server of the project's own."""
