"""Compiled templates: compiling them takes longer than rendering a small site."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from gongshi.catalogue import Language
from gongshi.kept.store import Store

_NAME = "templates"


class KeptTemplates:
    """The compiled templates of all languages; ``basis`` tells the program that they are part of from others."""

    def __init__(self, store: Store, basis: str) -> None:
        self._store, self._basis = store, basis
        self.kept: dict[str, bytes] = store.get(_NAME, dict, basis) or {}
        self._before = len(self.kept)

    def of(self, language: Language) -> BytecodeCache:
        """Those of one language: its words are part of their code."""
        return _OfLanguage(self.kept, language)

    def keep(self) -> None:
        """Keep what was compiled now."""
        if len(self.kept) > self._before:
            self._store.put({_NAME: self.kept}, self._basis)


class _OfLanguage(BytecodeCache):
    def __init__(self, kept: dict[str, bytes], language: Language) -> None:
        self._kept, self._language = kept, language

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it was compiled before."""
        code = self._kept.get(f"{self._language}:{bucket.key}:{bucket.checksum}")
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take in a template's code."""
        self._kept[f"{self._language}:{bucket.key}:{bucket.checksum}"] = bucket.bytecode_to_string()
