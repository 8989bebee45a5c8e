"""Random edits of a small content folder, as editors make them; and whether building on what was kept gives the same
site as building anew."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from filecmp import dircmp
from pathlib import Path

from conftest import ROOT
from gongshi.catalogue import read_catalogue
from gongshi.kept.store import Store, opened
from gongshi.pipeline import build, check_content

RECORDS = 60
TODAY = date(2026, 11, 24)
_NAMES = re.compile(r"\b[a-z]+/[a-z0-9-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def base_content(folder: Path) -> Path:
    """Sixty of the repository's records, with all that they name, and their legal texts."""
    shutil.copytree(ROOT / "content", folder)
    paths = {f"{path.relative_to(folder).parts[0]}/{path.stem}": path for path in _records(folder)}
    names = {key: set(_NAMES.findall(path.read_text("utf-8"))) & paths.keys() for key, path in paths.items()}
    taken: set[str] = set()
    for key in sorted(paths, key=lambda key: ("example" not in paths[key].as_posix(), key)):
        needed = _with_all_named(key, names)
        if len(taken | needed) <= RECORDS:
            taken |= needed
    assert len(taken) == RECORDS
    for key in paths.keys() - taken:
        paths[key].unlink()
    assert not _errors(folder)
    return folder


def _with_all_named(key: str, names: Mapping[str, set[str]]) -> set[str]:
    found, todo = {key}, [key]
    while todo:
        new = names[todo.pop()] - found
        found |= new
        todo += new
    return found


class Editor:
    """Makes one edit after the other; one that the check refuses is taken back, as an editor would."""

    def __init__(self, content: Path, draw: random.Random) -> None:
        self.content, self.draw = content, draw

    def edit(self) -> str:
        """Make some edit that stands; what it was."""
        while True:
            make = self.draw.choice(
                (self._words, self._words, self._words, self._day, self._flag, self._add, self._delete, self._rename,
                 self._law, self._number, self._site)
            )  # fmt: skip
            before = {path: path.read_bytes() for path in self.content.rglob("*") if path.is_file()}
            said = make()
            if said and not _errors(self.content):
                return said
            for path in [path for path in self.content.rglob("*") if path.is_file() and path not in before]:
                path.unlink()
            for path, data in before.items():
                if not path.is_file() or path.read_bytes() != data:
                    path.write_bytes(data)

    def _replaced(self, path: Path, pattern: re.Pattern[str], new: Callable[[str], str]) -> str:
        text = path.read_text("utf-8")
        places = list(pattern.finditer(text))
        if not places:
            return ""
        place = self.draw.choice(places)
        path.write_text(text[: place.start()] + new(place[0]) + text[place.end() :], "utf-8")
        return f"{path.relative_to(self.content)}: {place[0]}"

    def _words(self) -> str:
        return self._replaced(
            self.draw.choice(_records(self.content)), _HAN, lambda found: self.draw.choice(("新", "")) + found[::-1]
        )

    def _site(self) -> str:
        return self._replaced(self.content / "site.yml", _HAN, lambda found: found + "改")

    def _day(self) -> str:
        days = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
        return self._replaced(
            self.draw.choice(_records(self.content)), days, lambda found: found[:8] + f"{self.draw.randint(1, 28):02}"
        )

    def _number(self) -> str:
        numbers = re.compile(r"(?<=: )[0-9]{1,3}(?=[,}\n])")
        return self._replaced(self.draw.choice(_records(self.content)), numbers, lambda found: str(int(found) + 1))

    def _flag(self) -> str:
        path = self.draw.choice(_records(self.content))
        path.write_text(path.read_text("utf-8") + "\nwithdrawn: {date: 2026-11-01, reason: 示例撤回}\n", "utf-8")
        return f"{path.relative_to(self.content)}: withdrawn"

    def _add(self) -> str:
        path = self.draw.choice(_records(self.content))
        new = path.with_name(f"new-{self.draw.randrange(10**6)}.yml")
        new.write_bytes(path.read_bytes())
        return f"{new.relative_to(self.content)} from {path.name}"

    def _delete(self) -> str:
        path = self.draw.choice(_records(self.content))
        path.unlink()
        return f"{path.relative_to(self.content)} deleted"

    def _rename(self) -> str:
        path = self.draw.choice(_records(self.content))
        path.rename(path.with_name(f"renamed-{self.draw.randrange(10**6)}.yml"))
        return f"{path.relative_to(self.content)} renamed"

    def _law(self) -> str:
        texts = sorted(path for path in self.content.rglob("*") if path.suffix in (".txt", ".md"))
        return self._replaced(self.draw.choice(texts), _HAN, lambda found: found[::-1]) if texts else ""


def differences(folder: Path, base: Path, seed: int, edits: int) -> list[str]:
    """Edit, build on what was kept, and again; then build anew. What the two sites differ in, with the edits."""
    content, site, cache = folder / "content", folder / "site", base.parent / "shells"
    shutil.copytree(base, content)
    editor = Editor(content, random.Random(seed))
    said = []
    with opened(folder / "kept.sqlite") as store:
        _build(content, site, cache, store)
        for _ in range(edits):
            said.append(editor.edit())
            _build(content, site, cache, store)
    _build(content, folder / "anew", cache, Store(None))
    different = list(_different(dircmp(site, folder / "anew", ignore=[])))
    return [*different, *said] if different else []


def _build(content: Path, site: Path, cache: Path, store: Store) -> None:
    checked = check_content(content, store=store)
    build(checked, site, ROOT / "mkdocs.yml", TODAY, read_catalogue(), cache, store=store)


def _records(content: Path) -> list[Path]:
    return sorted(path for path in content.rglob("*.yml") if path.parent != content)


def _errors(content: Path) -> bool:
    catalogue = read_catalogue()
    return any(catalogue.rules[finding.code].severity == "error" for finding in check_content(content).findings)


def _different(found: dircmp[str]) -> Iterator[str]:
    yield from (f"only kept: {found.left}/{name}" for name in found.left_only)
    yield from (f"only anew: {found.right}/{name}" for name in found.right_only)
    for name in found.common_files:
        if (Path(found.left) / name).read_bytes() != (Path(found.right) / name).read_bytes():
            yield f"not the same: {found.left}/{name}"
    for inner in found.subdirs.values():
        yield from _different(inner)
