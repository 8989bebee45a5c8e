"""A corpus that is judged part by part has the faults that it has as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from broken_content import SITE
from gongshi.checks import check_records
from gongshi.checks.parts import Parts
from gongshi.derive.law.texts import LawTexts
from gongshi.load.content import load
from gongshi.records.corpus import Corpus

REGULATION = """title: 示例条例{0}
kind: 条例
source_note: 示例。
versions:
  - {{version: a, status: draft, date: 2020-01-01, file: text.txt}}{1}
"""
VOTE = """title: 示例票决{0}
source_note: 示例。
date: 2020-01-01
result: passed
candidates:
  - {{id: a, title: 甲, project: projects/a, elected: true}}
"""
FILES = {
    "site.yml": SITE + "bodies: [市政府]\nnotice: <b>甲</b>\nreported_totals: [{what: 建议, count: 3}]\n",
    "regulations/a.yml": REGULATION.format("甲", "  # gongshi: allow GS705 公开的信箱"),
    "regulations/b.yml": REGULATION.format("乙", ""),
    "regulations/c.yml": REGULATION.format("丙", "  # gongshi: allow GS704 没有卡号"),
    "regulations/text.txt": "第一条 信箱 office@example.cn，电话 13912345678。\n\n第三条 甲。\n",
    "votes/a.yml": VOTE.format("甲"),
    "votes/b.yml": VOTE.format("乙") + "summary: 见 [甲](javascript:b)。\n",
    "projects/a.yml": "title: 甲\nillustrative: true\nyear: 2020\nstatus: candidate\n",
    "projects/b.yml": "title: 乙\nsource_note: 示例。\nyear: 2020\nstatus: selected\nvote: votes/a\nbody: 市府\n",
    "suggestions/a.yml": "title: 甲\nkind: suggestion\nnumber: 13912345678\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for path, text in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return load(tmp_path).corpus


def _parts(corpus: Corpus, size: int) -> list[Corpus]:
    found = Parts(corpus, size)
    return list(found.some(set(found.names.values())).values())


def _findings(corpora: list[Corpus], texts: LawTexts) -> list[str]:
    return sorted(str(finding) for corpus in corpora for finding in check_records(corpus, texts))


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_all_parts_together_have_the_findings_of_the_whole(corpus: Corpus, size: int) -> None:
    texts = LawTexts(corpus)
    whole = _findings([corpus], texts)
    codes = {finding.split("code='")[1][:5] for finding in whole}
    assert codes >= {"GS215", "GS216", "GS310", "GS314", "GS701", "GS709"}
    assert _findings(_parts(corpus, size), texts) == whole


def test_every_record_and_file_is_in_one_part(corpus: Corpus) -> None:
    some = _parts(corpus, 1)
    assert sorted(entry.key for part in some for entry in part.entries()) == sorted(e.key for e in corpus.entries())
    assert sorted(file.path for part in some for file in part.files) == sorted(file.path for file in corpus.files)


def test_a_text_stands_with_all_records_that_name_it(corpus: Corpus) -> None:
    with_text = next(
        part for part in _parts(corpus, 1) if any(file.path == "regulations/text.txt" for file in part.files)
    )
    assert [entry.key for entry in with_text.entries()] == ["regulations/a", "regulations/b", "regulations/c"]


def test_two_ballots_in_other_parts_decide_nothing(corpus: Corpus) -> None:
    alone = corpus.only([corpus.collections["projects"]["a"]], [])
    assert "GS606" not in {finding.code for finding in check_records(alone, LawTexts(corpus))}
