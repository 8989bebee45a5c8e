"""Legal texts: parsed, compared, and in force or not."""
