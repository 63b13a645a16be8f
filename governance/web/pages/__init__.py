"""What server-rendered pages share: languages, escaping, protection, look."""
