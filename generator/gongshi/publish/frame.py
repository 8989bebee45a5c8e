"""A shell page that MkDocs built, turned into a frame that any page can be stamped into.

The shell holds slots (``__gongshi_title__``) and links that are relative to its own address.
A frame rewrites the links for pages of another depth, once a depth, so that stamping a page
is a join of strings.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SLOT = re.compile(r"__gongshi_([a-z_]+)__")
_LINK = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_ROOT = "__gongshi_root__"


@dataclass(frozen=True)
class Frame:
    """One shell, ready for pages of any depth. ``parts`` alternate between HTML and slot names."""

    parts: tuple[str, ...]
    _policies: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, html: str, path: str) -> Frame:
        """The frame of the page that MkDocs built at ``path`` (``votes/``)."""
        rebased = _LINK.sub(lambda m: f"{m[1]}{_from_root(m[2], path)}{m[3]}", html)
        return cls(tuple(_SLOT.split(rebased)))

    def stamp(self, slots: Mapping[str, str], root: str) -> str:
        """The page whose way to the site's root is ``root``. A slot without a value is our bug: ``KeyError``."""
        values = {**slots, "root": root}
        if "csp" not in values:
            if root not in self._policies:
                # the frame's own scripts alone: no record can bring one that would be let through
                own = dict.fromkeys(self.parts[1::2], "")
                self._policies[root] = content_security_policy(self._join({**own, "root": root}))
            values["csp"] = self._policies[root]
        return self._join(values)

    def _join(self, values: Mapping[str, str]) -> str:
        return "".join(part if index % 2 == 0 else values[part] for index, part in enumerate(self.parts))


def _from_root(target: str, path: str) -> str:
    """A link of the shell as a link from the site's root; what leaves the site or names a part stays as it is."""
    if target == "" or re.match(r"[a-zA-Z][a-zA-Z+.-]*:|//|#|\?|__gongshi", target):
        return target
    address, mark, rest = _split(target)
    if address.startswith("/"):
        return f"{_ROOT}{address[1:]}{mark}{rest}"
    joined = posixpath.normpath(posixpath.join("/" + path, address))
    folder = "/" if address.endswith(("/", ".")) and joined != "/" else ""
    return f"{_ROOT}{joined.removeprefix('/').removeprefix('/')}{folder}{mark}{rest}"


def _split(target: str) -> tuple[str, str, str]:
    found = re.search(r"[#?]", target)
    return (target[: found.start()], found[0], target[found.end() :]) if found else (target, "", "")


def content_security_policy(html: str) -> str:
    """The policy of a page: its own origin, and the hash of every inline script that runs.

    Content Security Policy Level 3. Data blocks (``application/json``) do not run and need no hash.
    """
    hashes = sorted({_hash(m["code"]) for m in _SCRIPT.finditer(html) if _runs(m["attributes"])})
    scripts = " ".join(["'self'", *hashes])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'"
    )


def _runs(attributes: str) -> bool:
    kind = re.search(r'type="?([^"\s>]+)', attributes)
    return "src=" not in attributes and (kind is None or "javascript" in kind[1] or kind[1] == "module")


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
