"""Takes what the generator makes now as the golden site. Read the difference in git before committing it."""

from __future__ import annotations

import shutil

from golden_site import EXPECTED, golden_files


def main() -> None:
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, data in golden_files().items():
        target = EXPECTED / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main()
