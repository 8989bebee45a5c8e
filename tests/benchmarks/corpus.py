"""Make the records of an invented city, as many as one likes, always the same for the same seed.

    python tests/benchmarks/corpus.py FOLDER [--scale 1] [--seed 1]

At scale 1 it is a decade of a city: 10,000 record pages that hold 48,000 records (500 regulations in
three versions, 600 consultations of 60 opinions, 2,000 supervision items, 1,000 votes, 5,900
suggestions and stations). Every record passes the check. Nothing in it is real.
"""

# ruff: noqa: E501 (records are easier to read in long lines)
from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TOPICS = ("traffic", "water", "elderly", "education", "health", "housing")
DISTRICTS = ("east", "west", "north", "south")
BODIES = ("standing-committee", "transport", "water-bureau", "civil-affairs", "education", "health")
SOURCES = ("contact_point", "deputy", "citizen", "expert", "organisation", "department")
OUTCOMES = ("adopted", "partly_adopted", "merged", "not_adopted", "pending")
NOUNS = ("停车场", "供水管网", "养老驿站", "学校食堂", "社区医院", "公共租赁住房", "公交线路", "排水设施")
VERBS = ("规划", "建设", "管理", "维护", "监督", "公开", "改造", "评估")
WHO = ("市人民政府", "区县人民政府", "主管部门", "街道办事处", "产权单位", "物业服务企业")
HOW = ("应当每年公布一次", "应当在三十日内答复", "可以委托专业机构", "不得擅自改变用途", "应当听取居民意见")
ARTICLES = 24
REWORDED = (1, 7, 13, 19)
"""The articles of a text that its next version words anew."""
NUMERALS = "零一二三四五六七八九"
NOTE = "source_note: 为测量速度而编造的记录。\n"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many records of each kind."""

    regulations: int
    consultations: int
    opinions: int
    supervision: int
    votes: int
    suggestions: int
    stations: int

    @classmethod
    def at(cls, scale: float) -> Sizes:
        """The decade of a city, ``scale`` times. A consultation keeps its 60 opinions."""

        def many(number: int) -> int:
            return max(1, round(number * scale))

        return cls(many(500), many(600), 60, many(2000), many(1000), many(5700), many(200))


def numeral(number: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


class Corpus:
    """Draws the records. The order of the draws is part of what the seed fixes."""

    def __init__(self, sizes: Sizes, seed: int) -> None:
        self.sizes = sizes
        self.random = random.Random(seed)

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file's path and text."""
        yield "site.yml", site()
        sizes = self.sizes
        for number in range(1, sizes.stations + 1):
            yield f"stations/station-{number:05}.yml", self.station(number)
        for number in range(1, sizes.regulations + 1):
            yield f"regulations/regulation-{number:05}.yml", self.regulation(number)
        for number in range(1, sizes.consultations + 1):
            yield f"opinions/consultation-{number:05}.yml", self.consultation(number)
        for number in range(1, sizes.supervision + 1):
            yield f"supervision/supervision-{number:05}.yml", self.supervision(number)
        for number in range(1, sizes.votes + 1):
            yield f"votes/vote-{number:05}.yml", self.vote(number)
        for number in range(1, sizes.suggestions + 1):
            yield f"suggestions/suggestion-{number:05}.yml", self.suggestion(number)

    def day(self) -> date:
        """Some day of the decade."""
        return date(2016, 1, 1) + timedelta(days=self.random.randrange(3500))

    def sentence(self, parts: int = 2) -> str:
        """A sentence like those of regulations."""
        choose = self.random.choice
        clauses = [f"{choose(WHO)}{choose(VERBS)}{choose(NOUNS)}{choose(HOW)}" for _ in range(parts)]
        return "，".join(clauses) + "。"

    def subject(self) -> str:
        """A few words that name a matter."""
        return f"{self.random.choice(NOUNS)}{self.random.choice(VERBS)}"

    def station(self, number: int) -> str:
        """A place where citizens meet deputies."""
        choose = self.random.choice
        return (
            f"title: 示例街道第{number}代表之家\nsummary: {self.sentence(1)}\n{NOTE}"
            f"kind: {choose(('home', 'station', 'contact_point'))}\ndistrict: {choose(DISTRICTS)}\n"
            f"address: 示例路{number}号\nopened: {self.day()}\nhours:\n"
            '  - {weekday: monday, from: "09:00", to: "11:30"}\n  - {weekday: friday, from: "14:00", to: "17:00"}\n'
        )

    def law(self, before: list[str]) -> list[str]:
        """The articles of a text: those of the one before with some reworded, or new ones."""
        if not before:
            return [self.sentence(3) for _ in range(ARTICLES)]
        return [self.sentence(3) if number in REWORDED else text for number, text in enumerate(before, 1)]

    def regulation(self, number: int) -> str:
        """A regulation in a draft, an enacted text and a revised one."""
        start = self.day()
        days = [start + timedelta(days=days) for days in (0, 90, 180, 210, 700, 730)]
        title = f"示例市{self.subject()}条例（第{number}号）"
        lines = [
            f"title: {title}\nsummary: {self.sentence(1)}\ntopics: [{self.random.choice(TOPICS)}]\n{NOTE}"
            f"published: {days[2]}\nnumber: 示例公告第{number}号\nkind: 条例\npassed_by: standing-committee\nstages:\n"
        ]
        steps = ("planned", "first_reading", "adopted", "in_force", "amended")
        for stage, day in zip(steps, days, strict=False):
            lines.append(
                f"  - stage: {stage}\n    date: {day}\n    body: standing-committee\n    note: {self.sentence(1)}\n"
            )
        lines.append("versions:\n")
        articles: list[str] = []
        dates = (
            f"    status: draft\n    date: {days[1]}\n",
            f"    status: enacted\n    date: {days[2]}\n    effective_from: {days[3]}\n"
            f"    effective_to: {days[5] - timedelta(days=1)}\n",
            f"    status: enacted\n    date: {days[4]}\n    effective_from: {days[5]}\n",
        )
        for name, dated in zip(("draft", "enacted", "revised"), dates, strict=True):
            articles = self.law(articles)
            lines.append(f"  - version: {name}\n{dated}    text: |\n      # {title}\n\n")
            for index, text in enumerate(articles, 1):
                if index % 8 == 1:
                    lines.append(f"      ## 第{numeral(index // 8 + 1)}章 {NOUNS[index // 8]}\n\n")
                lines.append(f"      第{numeral(index)}条 {text}\n\n")
        return "".join(lines)

    def consultation(self, number: int) -> str:
        """A consultation with every opinion and what became of it."""
        regulation = (number - 1) % self.sizes.regulations + 1
        opened, choose = self.day(), self.random.choice
        closed = opened + timedelta(days=30)
        items, counts = [], dict.fromkeys(OUTCOMES, 0)
        for index in range(1, self.sizes.opinions + 1):
            source, status = choose(SOURCES), choose(OUTCOMES)
            counts[status] += 1
            # only what the next text rewords can have been changed by an opinion
            article = (
                f"第{numeral(choose(REWORDED) if status == 'adopted' else self.random.randrange(1, ARTICLES + 1))}条"
            )
            station = f"      station: stations/station-{self.random.randrange(self.sizes.stations) + 1:05}\n"
            items.append(
                f"  - id: o{index}\n    received: {opened + timedelta(days=index % 30)}\n    from:\n      kind: {source}\n"
                f"{station if source == 'contact_point' else ''}    article: {article}\n    text: {self.sentence(2)}\n"
                f"    response:\n      status: {status}\n"
            )
            if status != "pending":
                items.append(
                    f"      reason: {self.sentence(2)}\n      date: {closed + timedelta(days=20)}\n      by: standing-committee\n"
                )
            if status == "adopted":
                items.append(f"      adopted_in: {{version: enacted, article: {article}}}\n")
        totals = "".join(f"  {status}: {count}\n" for status, count in counts.items())
        return (
            f"title: 示例市条例草案第{number}次公开征求意见\nsummary: {self.sentence(1)}\ntopics: [{choose(TOPICS)}]\n{NOTE}"
            f"regulation: regulations/regulation-{regulation:05}\nversion: draft\nopened: {opened}\nclosed: {closed}\n"
            f"channels:\n  - 网站\n  - 信函\nreported:\n  collected: {self.sizes.opinions}\n{totals}opinions:\n{''.join(items)}"
        )

    def supervision(self, number: int) -> str:
        """A supervision item with tasks, some of them overdue."""
        day, choose = self.day(), self.random.choice
        regulation = self.random.randrange(self.sizes.regulations) + 1
        tasks = []
        for index in range(1, 4):
            done = self.random.random() < 0.8
            update = (
                f"    updates:\n      - date: {day + timedelta(days=90 + index)}\n        status: done\n        note: {self.sentence(1)}\n"
                "        evidence:\n          title: 办理情况报告\n"
            )
            tasks.append(
                f"  - id: t{index}\n    finding: f1\n    text: {self.sentence(1)}\n    responsible: [{choose(BODIES[1:])}]\n"
                f"    due: {day + timedelta(days=120)}\n{update if done else ''}"
            )
        return (
            f"title: {self.subject()}情况执法检查（第{number}号）\nsummary: {self.sentence(1)}\ntopics: [{choose(TOPICS)}]\n{NOTE}"
            f"kind: law_inspection\ndate: {day}\ndistrict: {choose(DISTRICTS)}\nbody: standing-committee\n"
            f"subjects: [{choose(BODIES[1:])}]\nregulation: regulations/regulation-{regulation:05}\n"
            f"findings:\n  - id: f1\n    text: {self.sentence(2)}\n"
            f"    articles: [regulations/regulation-{regulation:05}#art-{self.random.randrange(1, 25)}]\ntasks:\n{''.join(tasks)}"
        )

    def vote(self, number: int) -> str:
        """A vote whose result follows from its numbers."""
        day, present = self.day(), self.random.randrange(40, 60)
        yes = self.random.randrange(32, present)
        no = self.random.randrange(0, present - yes + 1)
        return (
            f"title: 关于{self.subject()}的决定草案的表决（第{number}号）\nsummary: {self.sentence(1)}\n{NOTE}"
            f"topics: [{self.random.choice(TOPICS)}]\ndate: {day}\nbody: standing-committee\nmotion: {self.subject()}决定草案\n"
            f"purpose: decision\nmethod: electronic\nseats: 61\nvacant: 0\npresent: {present}\n"
            "rule: {requires: majority, of: all_members}\nquorum: {share: majority, of: all_members}\n"
            f"tally: {{yes: {yes}, no: {no}, abstain: {present - yes - no}, absent: {61 - present}}}\nresult: passed\n"
        )

    def suggestion(self, number: int) -> str:
        """A suggestion with its answer."""
        day, choose = self.day(), self.random.choice
        lead = choose(BODIES[1:])
        replied = day + timedelta(days=self.random.randrange(30, 120))
        return (
            f"title: 关于加强{self.subject()}的建议（第{number}号）\nsummary: {self.sentence(1)}\ntopics: [{choose(TOPICS)}]\n{NOTE}"
            f"number: 示例建议第{number}号\nkind: suggestion\ndistrict: {choose(DISTRICTS)}\nreceived: {day}\nlead: {lead}\n"
            f"stages:\n  - stage: received\n    date: {day}\n  - stage: replied\n    date: {replied}\n    body: {lead}\n"
            f"replies:\n  - date: {replied}\n    body: {lead}\n    outcome: {choose('ABC')}\n    text: {self.sentence(3)}\n"
            f"satisfaction: {{deputy: {choose(('satisfied', 'basically_satisfied'))}}}\nreply_public: true\n"
        )


def site() -> str:
    """The settings of the invented city, and the names that its records use."""
    groups = {"topics": TOPICS, "districts": DISTRICTS, "bodies": BODIES, "outcome_letters": ("A", "B", "C")}
    names = "".join(
        f"{group}:\n"
        + "".join(f"  {name}:\n    zh: 示例{index}\n    en: Example {name}\n" for index, name in enumerate(some))
        for group, some in groups.items()
    )
    return (
        "name: {zh: 示例市人大公示, en: Example City Open Record}\nurl: https://example.test/\n"
        f"timezone: Asia/Shanghai\nlanguage: zh\ncontact: feedback@example.test\n{names}"
    )


def write(folder: Path, sizes: Sizes, seed: int) -> int:
    """Write the records below ``folder``; how many files."""
    count = 0
    for path, text in Corpus(sizes, seed).files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        count += 1
    return count


def main() -> None:
    """Write the corpus that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(write(options.folder, Sizes.at(options.scale), options.seed), "files")


if __name__ == "__main__":
    main()
