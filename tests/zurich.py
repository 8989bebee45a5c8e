"""Vote records made of real recorded votes of a cantonal parliament, to try the recount on.

Tallies of 1,036 votes, and every member's vote for 63 of them. The converter copies and never mends:
a label that it does not know is written as it stands. ``python tests/zurich.py`` prints what the recount
says of them.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "votes"
SEATS = 180
ROLL_OPTIONS = {"JA": "yes", "NEIN": "no", "ENTHALTEN": "abstain", "--": "absent"}
PRELIMINARY = ("Vorläufig unterstützt", "Ablehnung - Nicht vorläufig unterstützt")
"""Steps in which an initiative needs the support of 60 members, whatever the turnout."""
URGENT = ("Dringlich", "Nicht dringlich erklärt")
"""Steps that decide whether a motion is urgent; 60 members suffice."""
RESULTS = {
    "Zustimmung": "passed",
    "Überweisung an Regierungsrat": "passed",
    "Überweisung an die Geschäftsleitung": "passed",
    "Vorläufig unterstützt": "passed",
    "Dringlich": "passed",
    "Ablehnung": "rejected",
    "Ablehnung - Nicht vorläufig unterstützt": "rejected",
    "Nicht dringlich erklärt": "rejected",
}
"""Steps that say how the vote went; the others name a stage of the business and are kept as they stand."""


def rows() -> list[Mapping[str, str]]:
    """The table of votes."""
    with (DATA / "zurich_vote_events.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def roll_of(identifier: str) -> list[dict[str, str]]:
    """Every member's vote, or nothing where it is not among the data."""
    path = DATA / "zurich_rolls" / f"{identifier}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [_roll_entry(row) for row in csv.DictReader(stream)]


def _roll_entry(row: Mapping[str, str]) -> dict[str, str]:
    voter = f"{row['platz']} {row['nachname']} {row['vorname']} ({row['partei']})"
    return {"voter": voter, "option": ROLL_OPTIONS.get(row["stimme"], row["stimme"])}


def record(row: Mapping[str, str]) -> dict[str, object]:
    """A vote record of a row of the table, with the roll where there is one."""
    step, kind = row["AblaufschrittTyp"], row["Geschaeftsart"]
    by_sixty = step in (*PRELIMINARY, *URGENT) or (kind == "Einzelinitiative" and step == "Ablehnung")
    made: dict[str, object] = {
        "title": row["Titel"] or row["KRNr"],
        "source_note": "trial data",
        "date": row["date"],
        "motion": f"{kind or 'Geschäft'} {row['KRNr']}",
        "purpose": "decision",
        "seats": str(SEATS),
        "vacant": str(SEATS - int(row["n"])),
        "tally": {
            "yes": row["JA"],
            "no": row["NEIN"],
            "abstain": row["ENTHALTEN"],
            "absent": row["abwesend"],
        },
        "rule": {"requires": "fixed", "votes": "60"} if by_sixty else {"requires": "majority", "of": "cast"},
        "result": RESULTS.get(step) or step or "(leer)",
    }
    roll = roll_of(row["eDocumentID"])
    return made | ({"roll": roll} if roll else {})


def write_all(content: Path, reasons: Mapping[str, str] | None = None) -> int:
    """Write every vote below ``content``, those in ``reasons`` with an exception. Returns how many."""
    folder = content / "votes"
    folder.mkdir(parents=True)
    content.joinpath("site.yml").write_text("name: trial\n", "utf-8")
    table = rows()
    for row in table:
        made = record(row)
        reason = (reasons or {}).get(row["eDocumentID"])
        if reason is not None:
            made["exception"] = {"reason": reason}
        text = yaml.dump(made, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
        (folder / f"{row['eDocumentID']}.yml").write_text(text, "utf-8")
    return len(table)


class _Dumper(yaml.CSafeDumper):
    """Never writes aliases, which content may not have."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _report(folder: Path) -> Iterator[str]:
    from gongshi.checks.votes import votes_recounted
    from gongshi.derive.votes.recount import recount
    from gongshi.load.content import load
    from gongshi.records.votes import Vote

    count = write_all(folder)
    loaded = load(folder)
    recounts = {entry.id: recount(vote) for entry, vote in loaded.corpus.of("votes", Vote)}
    yield f"{count} votes written, {len(recounts)} read"
    yield from (f"  {status}: {n}" for status, n in Counter(each.status for each in recounts.values()).items())
    codes = Counter(found.code for found in (*loaded.findings, *votes_recounted(loaded.corpus)))
    yield from (f"  {code}: {n}" for code, n in sorted(codes.items()))
    table = {row["eDocumentID"]: row for row in rows()}
    for name, each in recounts.items():
        for found in each.discrepancies:
            row = table[name]
            yield f"{found.kind:15} {row['Geschaeftsart']} / {row['AblaufschrittTyp']} {dict(found.facts)}"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        sys.stdout.writelines(f"{line}\n" for line in _report(Path(temporary)))
