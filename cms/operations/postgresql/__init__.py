"""Django's PostgreSQL, which reads elsewhere while the server that takes writes is away."""
