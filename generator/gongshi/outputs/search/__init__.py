"""The search index: what a reader can find, as files that a browser asks for one by one."""
