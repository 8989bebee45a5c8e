"""Rules over all records. Each is a function from the corpus, or from what was gathered of it, to findings.

The tables name them all, in the order of their codes; nothing registers itself. A rule finds fault with the
records that it walks through, which may be a part of them; what it holds a record against stands in the
record itself, in the site's settings, or in a record that is looked up by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

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
from gongshi.checks.gathered import Gathered, in_records, in_site
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
from gongshi.checks.sources import no_sources, source_incomplete, total_no_sources, total_source_incomplete
from gongshi.checks.versions import enacted_without_date, force_disagrees, versions_gap, versions_overlap
from gongshi.checks.vocabularies import outside_vocabulary
from gongshi.checks.votes import votes_recounted
from gongshi.derive.law.texts import LawTexts
from gongshi.findings import Finding
from gongshi.records.corpus import Corpus

RuleFunction = Callable[[Corpus], Iterator[Finding]]

RULES: tuple[RuleFunction, ...] = (
    part_id,  # GS217
    one_of_missing,  # GS218
    both_given,  # GS219
    unknown_version,  # GS304
    dates_backward,  # GS306
    stages_out_of_order,  # GS307
    versions_overlap,  # GS308
    versions_gap,  # GS309
    no_sources,  # GS310
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
)
"""The rules that look at one kind of record or at files. What is wrong with a file or a record as such is found
where it is read (``load``)."""


GatheredRuleFunction = Callable[[Gathered], Iterator[Finding]]

TEXT_RULES: tuple[GatheredRuleFunction, ...] = (
    raw_html,  # GS214
    link_scheme,  # GS215
    translation_out_of_date,  # GS220
)
"""The rules over single texts, those of the site's settings too."""

NAME_RULES: tuple[GatheredRuleFunction, ...] = (
    outside_vocabulary,  # GS216
    unknown_record,  # GS301
    unknown_part,  # GS302
    real_cites_illustrative,  # GS311
)
"""The rules over single references and terms. All values are gathered in one walk."""


LawRuleFunction = Callable[[Corpus, LawTexts], Iterator[Finding]]

LAW_RULES: tuple[LawRuleFunction, ...] = (
    articles,  # GS303, GS405
    found_articles,  # GS303
    numbering,  # GS314 to GS316
)
"""The rules that read legal texts, which are parsed once for all of them."""


SITE_RULES: tuple[RuleFunction, ...] = (
    total_no_sources,  # GS310
    total_source_incomplete,  # GS312
    broken_redirect,  # GS805
)
"""The rules over the site's settings."""


JUDGED_BY_PARTS = frozenset(
    ("GS214", "GS215", "GS216", "GS217", "GS219", "GS220", "GS301", "GS302", "GS303", "GS304", "GS306", "GS307",
     "GS308", "GS311", "GS403", "GS603", "GS608")
)  # fmt: skip
"""Rules that look at what a record says and never conclude from what it leaves out."""


def check_site(corpus: Corpus, texts: LawTexts) -> list[Finding]:
    """What is wrong with the site's settings."""
    found = [finding for rule in SITE_RULES for finding in rule(corpus)]
    return found + [finding for rule in TEXT_RULES for finding in rule(in_site(corpus, texts))]


def check_records(corpus: Corpus, texts: LawTexts) -> list[Finding]:
    """What is wrong with the records and files of a corpus, or of a part of one (``parts``)."""
    gathered = in_records(corpus, texts)
    found = [finding for rule in RULES for finding in rule(corpus)]
    found += [finding for rule in (*TEXT_RULES, *NAME_RULES) for finding in rule(gathered)]
    return found + [finding for rule in LAW_RULES for finding in rule(corpus, texts)]


def standing(found: Iterable[Finding], in_part: frozenset[str]) -> list[Finding]:
    """Findings without those that only a record's lost fields may have made.

    ``in_part`` names the files that were read without their faulty fields: nothing is concluded
    there from a field's absence, nor elsewhere from what such a record seems to lack.
    """
    keys = {f"{path.split('/')[0]}/{PurePosixPath(path).stem}" for path in in_part}
    return [finding for finding in found if _stands(finding, in_part, keys)]


def _stands(finding: Finding, in_part: frozenset[str], keys: set[str]) -> bool:
    if finding.code.startswith("GS7"):
        return True
    if finding.facts.get("key") in keys:
        return False
    return finding.place.file not in in_part or finding.code in JUDGED_BY_PARTS
