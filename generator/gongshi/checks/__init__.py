"""Rules over the whole corpus. Each is a function from the corpus to findings.

The table names them all, in the order of their codes; nothing registers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gongshi.checks.alternatives import both_given, one_of_missing
from gongshi.checks.articles import articles, found_articles, unknown_part
from gongshi.checks.dates import dates_backward, stages_out_of_order
from gongshi.checks.follow_up import (
    ballot_disagrees,
    done_without_evidence,
    location_range,
    percent_range,
    reopened_without_note,
    unknown_finding,
    unknown_target,
)
from gongshi.checks.law_text import numbering
from gongshi.checks.markdown_text import link_scheme, raw_html, translation_out_of_date
from gongshi.checks.opinions import (
    adopted_in_missing,
    by_source_sum,
    items_against_reported,
    reason_missing,
    reported_parts,
    version_missing,
)
from gongshi.checks.permanence import broken_redirect
from gongshi.checks.personal_data import personal_data
from gongshi.checks.references import part_id, real_cites_illustrative, unknown_record, unknown_version
from gongshi.checks.sources import no_sources, source_incomplete
from gongshi.checks.versions import enacted_without_date, force_disagrees, versions_gap, versions_overlap
from gongshi.checks.vocabularies import outside_vocabulary
from gongshi.checks.votes import votes_recounted
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus
from gongshi.workers import in_parallel

PARALLEL_FROM = 500
"""Files from which two cores are faster than one."""

RuleFunction = Callable[[Corpus], Iterator[Finding]]

RULES: tuple[RuleFunction, ...] = (
    raw_html,  # GS214
    link_scheme,  # GS215
    outside_vocabulary,  # GS216
    part_id,  # GS217
    one_of_missing,  # GS218
    both_given,  # GS219
    translation_out_of_date,  # GS220
    unknown_record,  # GS301
    unknown_version,  # GS304
    dates_backward,  # GS306
    stages_out_of_order,  # GS307
    versions_overlap,  # GS308
    versions_gap,  # GS309
    no_sources,  # GS310
    real_cites_illustrative,  # GS311
    source_incomplete,  # GS312
    enacted_without_date,  # GS313
    force_disagrees,  # GS317
    reported_parts,  # GS401
    items_against_reported,  # GS402
    reason_missing,  # GS403
    adopted_in_missing,  # GS404
    by_source_sum,  # GS407
    version_missing,  # GS408
    votes_recounted,  # GS501 to GS515
    unknown_finding,  # GS601
    unknown_target,  # GS602
    percent_range,  # GS603
    done_without_evidence,  # GS604
    reopened_without_note,  # GS605
    ballot_disagrees,  # GS606
    location_range,  # GS608
    personal_data,  # GS701 to GS710
    broken_redirect,  # GS805
)
"""Every rule over the whole corpus. Records and files as such are judged where they are read (``load``)."""


LawRuleFunction = Callable[[Corpus, LawTexts], Iterator[Finding]]

LAW_RULES: tuple[LawRuleFunction, ...] = (
    unknown_part,  # GS302
    articles,  # GS303, GS405
    found_articles,  # GS303
    numbering,  # GS314 to GS316
)
"""The rules that read legal texts, which are parsed once for all of them."""


JUDGED_BY_PARTS = frozenset(
    ("GS214", "GS215", "GS216", "GS217", "GS219", "GS220", "GS301", "GS302", "GS303", "GS304", "GS306", "GS307",
     "GS308", "GS311", "GS403", "GS603", "GS608")
)  # fmt: skip
"""Rules that look at what a record says and never conclude from what it leaves out."""


def check(corpus: Corpus, texts: LawTexts, in_part: frozenset[str] = frozenset()) -> list[Finding]:
    """All findings of all rules, in the order of the tables.

    ``in_part`` names the files that were read without their faulty fields: nothing is concluded
    there from a field's absence, nor elsewhere from what such a record seems to lack.
    """
    found = _found(corpus, texts)
    keys = {entry.key for entry in corpus.entries() if entry.file in in_part}
    return [finding for finding in found if _stands(finding, in_part, keys)]


def _found(corpus: Corpus, texts: LawTexts) -> list[Finding]:
    """What the rules find; in a large corpus the slowest one, which reads every character, beside the others."""

    def found_by(some: Sequence[RuleFunction]) -> list[Finding]:
        return [finding for rule in some for finding in rule(corpus)]

    parts = [RULES] if len(corpus.files) < PARALLEL_FROM else [(personal_data,), _without(RULES, personal_data)]
    found = [finding for some in in_parallel(found_by, parts) for finding in some]
    return found + [finding for rule in LAW_RULES for finding in rule(corpus, texts)]


def _without(rules: tuple[RuleFunction, ...], one: RuleFunction) -> tuple[RuleFunction, ...]:
    return tuple(rule for rule in rules if rule is not one)


def _stands(finding: Finding, in_part: frozenset[str], keys: set[str]) -> bool:
    if finding.code.startswith("GS7"):
        return True
    if finding.facts.get("key") in keys:
        return False
    return finding.place.file not in in_part or finding.code in JUDGED_BY_PARTS
