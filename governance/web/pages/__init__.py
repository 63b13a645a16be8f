"""What server-rendered pages share: languages, escaping, protection, look. No script runs on them."""
