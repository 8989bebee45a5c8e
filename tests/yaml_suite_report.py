"""How our reading fares on the YAML Test Suite: ``python tests/yaml_suite_report.py`` prints the table.

The suite (github.com/yaml/yaml-test-suite) is read from a file beside the repository, one case a line:
``id``, ``yaml``, ``must_fail`` and, where it has one, ``json``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "generator"))

from gongshi.catalogue import read_catalogue
from gongshi.load.yaml_text import Value, compose, plain

SUITE = Path(__file__).parents[1].parent / "shared/data/hostile/yaml_test_suite.jsonl"


@dataclass(frozen=True)
class Outcome:
    """What became of one case: the codes that refuse it, or none, and whether its value is the suite's."""

    name: str
    must_fail: bool
    codes: tuple[str, ...]
    accepted: bool
    agrees: bool


def outcomes() -> Iterator[Outcome]:
    """Every case of the suite, read by ``compose``."""
    for line in SUITE.read_text("utf-8").splitlines():
        case = json.loads(line)
        read = compose(case["yaml"])
        accepted = read.root is not None and not read.problems
        agrees = True
        if read.root is not None and case["json"]:
            agrees = same(json.loads(case["json"]), plain(read.root))
        codes = tuple(sorted({problem.code for problem in read.problems}))
        yield Outcome(case["id"], case["must_fail"], codes, accepted, agrees)


def same(meant: object, read: Value) -> bool:
    """Whether a value of the suite's JSON is the one read, with every scalar as the text that was typed."""
    if isinstance(meant, dict):
        return isinstance(read, dict) and set(meant) == set(read) and all(same(meant[key], read[key]) for key in meant)
    if isinstance(meant, list):
        return isinstance(read, list) and len(meant) == len(read) and all(map(same, meant, read))
    if not isinstance(read, str):
        return False
    if meant is None:
        return read in ("", "null", "~")
    if isinstance(meant, bool):
        return read == str(meant).lower()
    if isinstance(meant, int | float):
        return read == str(meant) or float(read) == meant
    return read == meant


def refused_by_code(all_outcomes: list[Outcome]) -> Counter[str]:
    """How many cases each code refuses; a case with several codes counts under its first."""
    return Counter(outcome.codes[0] for outcome in all_outcomes if not outcome.accepted)


def main() -> None:
    """Print the table."""
    every = list(outcomes())
    rules = read_catalogue().rules
    rows = [("accepted", "", [outcome for outcome in every if outcome.accepted])]
    rows += [
        (
            code,
            rules[code].name,
            [outcome for outcome in every if not outcome.accepted and outcome.codes[0] == code],
        )
        for code in sorted(refused_by_code(every))
    ]
    print(f"{'':30}  all  valid  invalid   ({len(every)} cases of the YAML Test Suite)")
    for code, name, some in rows:
        invalid = sum(outcome.must_fail for outcome in some)
        print(f"{code} {name}".ljust(30) + f"{len(some):5}{len(some) - invalid:7}{invalid:9}")


if __name__ == "__main__":
    main()
