"""``python -m gongshi``."""

from gongshi.cli import main

if __name__ == "__main__":
    main()
