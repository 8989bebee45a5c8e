"""From files to typed records. No check that needs a second record is made here."""
