"""From facts to pages: views and templates. Nothing here touches a disk."""
