"""A vote in a sentence: who was there, what the rule asks for, what was voted, what was declared."""

from __future__ import annotations

from collections.abc import Iterator

from gongshi.derive.votes.counts import IN_ORDER, members
from gongshi.derive.votes.recount import Recount
from gongshi.records.votes import Rule, Vote
from gongshi.render.words import Words, number


def summary_sentences(vote: Vote, found: Recount, words: Words) -> list[str]:
    """The sentences at the top of a vote's page. Only what was published or follows from it is said."""
    people = _joined(_people(vote, words), words)
    about = _joined([*_votes(vote, words), *_rule(vote, found, words)], words)
    declared = words.t("vote_page.declared", result=words.word("result", vote.result))
    sentences = [
        people or words.t("vote_page.no_numbers"),
        about,
        declared,
        words.t(f"vote_page.status.{found.status}"),
    ]
    return [one[0].upper() + one[1:] for one in sentences if one]


def _joined(parts: Iterator[str] | list[str], words: Words) -> str:
    return words.t("vote_page.comma").join(part for part in parts if part)


def _people(vote: Vote, words: Words) -> Iterator[str]:
    """Those due, those there, and the ballots; the valid and the spoiled ones where both say something."""
    size = members(vote)
    if size is not None and size.is_exact and vote.vacant is not None:
        yield words.t("vote_page.members", n=number(size.high))
    elif vote.seats is not None:
        yield words.t("vote_page.seats", n=number(vote.seats))
    for name in ("present", "issued", "returned"):
        count = getattr(vote, name)
        if count is not None:
            yield words.t(f"vote_page.{name}", n=number(count))
    if vote.valid is not None and vote.invalid:
        yield words.t("vote_page.valid", n=number(vote.valid), invalid=number(vote.invalid))


def _rule(vote: Vote, found: Recount, words: Words) -> Iterator[str]:
    """What the rule asks for; of a ballot also how many stood."""
    rule = vote.rule
    is_ballot = bool(vote.candidates) or vote.candidate_count is not None
    if is_ballot:
        count = max(vote.candidate_count or 0, len(vote.candidates))
        kind = "projects" if any(each.project for each in vote.candidates) else "candidates"
        yield words.t(f"vote_page.{kind}", n=number(count))
    if rule is None or "rule" in "".join(found.missing):
        yield words.t("vote_page.no_rule")
        return
    if is_ballot:
        yield words.t(f"vote_page.ballot.{rule.requires}", **_facts(rule, found, words))
    needed = found.threshold.needed if found.threshold else None
    if needed is not None and needed.is_exact and (found.threshold is None or found.threshold.base or rule.votes):
        yield words.t("vote_page.needed", n=number(needed.high))
    chosen = sum(each.elected is True for each in vote.candidates)
    if chosen:
        yield words.t("vote_page.chosen", n=number(chosen))


def _facts(rule: Rule, found: Recount, words: Words) -> dict[str, str]:
    base = words.word("recount.count", rule.of) if rule.of else ""
    return {"base": base, "choose": number(found.choose or rule.choose or 1), "votes": number(rule.votes or 0)}


def _votes(vote: Vote, words: Words) -> Iterator[str]:
    for name in IN_ORDER if vote.tally is not None else ():
        count = getattr(vote.tally, name)
        if count is not None:
            yield words.t("vote_page.option", option=words.word("option", name), n=number(count))
