"""Rules over the whole corpus. Each is a function from the corpus to findings.

The table names them all, in the order of their codes; nothing registers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gongshi.checks.alternatives import both_given, one_of_missing
from gongshi.checks.articles import articles, unknown_part
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
)
from gongshi.checks.personal_data import personal_data
from gongshi.checks.references import part_id, real_cites_illustrative, unknown_record, unknown_version
from gongshi.checks.sources import no_sources, source_incomplete
from gongshi.checks.versions import enacted_without_date, versions_gap, versions_overlap
from gongshi.checks.vocabularies import outside_vocabulary
from gongshi.checks.votes import votes_recounted
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus

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
    reported_parts,  # GS401
    items_against_reported,  # GS402
    reason_missing,  # GS403
    adopted_in_missing,  # GS404
    by_source_sum,  # GS407
    votes_recounted,  # GS501 to GS515
    unknown_finding,  # GS601
    unknown_target,  # GS602
    percent_range,  # GS603
    done_without_evidence,  # GS604
    reopened_without_note,  # GS605
    ballot_disagrees,  # GS606
    location_range,  # GS608
    personal_data,  # GS701, GS702
)
"""Every rule over the whole corpus. Records and files as such are judged where they are read (``load``)."""


LawRuleFunction = Callable[[Corpus, LawTexts], Iterator[Finding]]

LAW_RULES: tuple[LawRuleFunction, ...] = (
    unknown_part,  # GS302
    articles,  # GS303, GS405
    numbering,  # GS314 to GS316
)
"""The rules that read legal texts, which are parsed once for all of them."""


def check(corpus: Corpus, texts: LawTexts) -> list[Finding]:
    """All findings of all rules, in the order of the tables."""
    found = [finding for rule in RULES for finding in rule(corpus)]
    return found + [finding for rule in LAW_RULES for finding in rule(corpus, texts)]
