"""Django's SQLite, whose pages are also read where the file cannot be written."""
