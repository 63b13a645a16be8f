"""Where governance keeps its state: SQLAlchemy over SQLite or PostgreSQL."""
