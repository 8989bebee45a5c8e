"""Writes ``tests/data/personal_data_lines.csv``: 300 lines with personal data of every kind, made by rule.

Nothing in it is anybody's: mobile numbers of ranges that are not in use, resident numbers of a county
that does not exist and people who are not born yet, domains kept for examples (RFC 2606), issuers and
plate letters that are not given out. Run ``python tests/personal_data_lines.py`` to write it again.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

TARGET = Path(__file__).parent / "data" / "personal_data_lines.csv"
SEED = 20260101

FULL_WIDTH = {ord("!") + n: ord("！") + n for n in range(94)}
SPELT = str.maketrans("0123456789", "零一二三四五六七八九")
CIRCLE = str.maketrans("0123456789", "〇一二三四五六七八九")
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
ZERO_WIDTH = "\u200b"

AROUND = {
    "GS701": [
        "联系人张某，手机{}。",
        "summary: 有事请打 {}",
        "# 代表电话 {}",
        "（{}）",
        "text: 我的号码是{}，盼复",
        "- label: 李某{}",
    ],
    "GS702": [
        "身份证号{}。",
        "证件：{}",
        "label: 王某（{}）",
        "# {}",
        "公民身份号码为{}，现予公示",
        "reason: 申请人{}提出",
    ],
    "GS703": [
        "咨询电话：{}",
        "电话 {}",
        "请拨打{}联系",
        "note: 办公室电话{}（工作日）",
        "Tel: {}",
        "联系电话（赵主任）：{}",
    ],
    "GS704": ["卡号：{}", "退款至{}账户", "text: 银行卡 {}，户名钱某", "开户行账号{}。", "# card {}", "补助打到{}"],
    "GS705": ["邮箱：{}", "来信请寄{}。", "text: 联系 {}，谢谢", "（{}）", "url: mailto:{}", "E-mail:{}"],
    "GS706": [
        "护照号{}",
        "持护照{}入境",
        "label: 孙某，护照：{}",
        "证件号码 {}（护照）",
        "passport {}",
        "旅行证件号：{}。",
    ],
    "GS707": [
        "车牌号{}",
        "text: {}长期占道",
        "车辆{}违停。",
        "一辆白色轿车（{}）",
        "note: 车牌 {}",
        "占用车位的是{}，请处理",
    ],
    "GS708": ["家住{}", "住址：{}", "text: 我住{}，楼道没有灯", "label: 周某（{}）", "现住址为{}。", "家庭住址：{}"],
}


def luhn(first: str) -> str:
    """The number with its check digit."""
    total = 0
    for index, digit in enumerate(reversed(first)):
        value = int(digit) * (1 if index % 2 else 2)
        total += value // 10 + value % 10
    return first + str(-total % 10)


def resident(first: str) -> str:
    """The number with its check character (ISO 7064 MOD 11-2)."""
    remainder = 0
    for digit in first:
        remainder = (remainder + int(digit)) * 2 % 11
    return first + "0123456789X"[(12 - remainder) % 11]


def grouped(text: str, between: str, *lengths: int) -> str:
    """The text cut into pieces of these lengths and the rest."""
    pieces, at = [], 0
    for length in lengths:
        pieces.append(text[at : at + length])
        at += length
    return between.join([*pieces, text[at:]])


def digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choices("0123456789", k=count))


def mobile(dice: random.Random, style: int) -> str:
    number = dice.choice(["142", "143", "154", "160", "161", "163", "164", "168", "169"]) + digits(dice, 8)
    styles: list[Callable[[str], str]] = [
        str,
        lambda n: f"+86 {n}",
        lambda n: grouped(n, "-", 3, 4),
        lambda n: grouped(n, " ", 3, 4),
        lambda n: n.translate(FULL_WIDTH),
        lambda n: n.translate(SPELT),
        lambda n: n.translate(CIRCLE),
        lambda n: ZERO_WIDTH.join(n),
        lambda n: grouped(n, ".", 3, 4),
        lambda n: grouped(n, "\u3000", 3, 4),
        lambda n: grouped(n.translate(SPELT), " ", 3, 4),
        lambda n: n[:3] + n[3:].translate(SPELT),
        lambda n: f"0086{n}",
        lambda n: n.translate(FORMAL),
    ]
    return styles[style % len(styles)](number)


def identity(dice: random.Random, style: int) -> str:
    born = f"209{dice.randrange(10)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    number = resident(f"6299{digits(dice, 2)}{born}{digits(dice, 3)}")
    styles: list[Callable[[str], str]] = [
        str,
        lambda n: grouped(n, " ", 6, 8),
        lambda n: n.lower(),
        lambda n: n.translate(FULL_WIDTH),
        lambda n: ZERO_WIDTH.join(n),
        lambda n: grouped(n, "-", 6, 4, 4),
        lambda n: n.translate(SPELT),
        lambda n: grouped(n, "\u2060", 9),
    ]
    return styles[style % len(styles)](number)


def landline(dice: random.Random, style: int) -> str:
    area, local = dice.choice([("0931", 7), ("0932", 7), ("010", 8), ("021", 8), ("0871", 8)])
    number = "5" * 3 + digits(dice, local - 3)
    styles: list[str] = [
        f"{area}-{number}",
        f"({area}){number}",
        f"{area} {number}",
        f"（{area}）{number}",
        f"{area}－{number}",
        f"{area}-{number[:-4]} {number[-4:]}",
        f"{area}-{number}".translate(FULL_WIDTH),
        f"{area}{ZERO_WIDTH}-{number[:3]}{ZERO_WIDTH}{number[3:]}",
        f"{area}—{number}转{digits(dice, 3)}",
        f"{area}-{number}".translate(SPELT),
    ]
    return styles[style % len(styles)]


def card(dice: random.Random, style: int) -> str:
    long = luhn("629999" + digits(dice, 12))
    short = luhn("629999" + digits(dice, 9))
    styles = [
        long,
        short,
        grouped(long, " ", 4, 4, 4, 4),
        grouped(short, "-", 4, 4, 4),
        long.translate(FULL_WIDTH),
        ZERO_WIDTH.join(short),
        short.translate(SPELT),
        grouped(short, " ", 4, 4, 4),
    ]
    return styles[style % len(styles)]


def mail(dice: random.Random, style: int) -> str:
    name = dice.choice(["zhang.san", "li_si", "wangwu88", "zhao-liu", "q.q", "sun+open"])
    host = dice.choice(["example.com", "mail.example.org", "example.net", "post.gongshi.example"])
    address = f"{name}@{host}"
    styles = [
        address,
        address.upper(),
        address.translate(FULL_WIDTH),
        f"{name}(at){host}",
        f"{name}[at]{host}",
        f"{name}＠{host}",
        f"{name[:2]}{ZERO_WIDTH}{name[2:]}@{ZERO_WIDTH}{host}",
        f"{name} @ {host}",
        f"{name}【at】{host.replace('.', '[dot]')}",
    ]
    return styles[style % len(styles)]


def passport(dice: random.Random, style: int) -> str:
    styles = [
        f"E{digits(dice, 2)}900{digits(dice, 3)}",
        f"EZ9{digits(dice, 6)}",
        f"G{digits(dice, 2)}900{digits(dice, 3)}",
        f"EZ9{digits(dice, 6)}".translate(FULL_WIDTH),
        f"E{ZERO_WIDTH}9{digits(dice, 7)}",
        f"ez9{digits(dice, 6)}",
        f"PE9{digits(dice, 6)}",
        f"C9{digits(dice, 7)}",
    ]
    return styles[style % len(styles)]


def plate(dice: random.Random, style: int) -> str:
    region = dice.choice("甘京沪粤青宁陕") + "Z"
    styles = [
        f"{region}{digits(dice, 5)}",
        f"{region}·{digits(dice, 5)}",
        f"{region} A{digits(dice, 4)}",
        f"{region}D{digits(dice, 5)}",
        f"{region}{digits(dice, 3)}BC".lower(),
        f"{region}{digits(dice, 5)}".translate(FULL_WIDTH),
        f"{region}{ZERO_WIDTH}{digits(dice, 2)}{ZERO_WIDTH}{digits(dice, 3)}",
        f"{region}{digits(dice, 4)}学",
        f"{region}-{digits(dice, 5)}",
    ]
    return styles[style % len(styles)]


def home(dice: random.Random, style: int) -> str:
    n = [str(dice.randrange(2, 40)) for _ in range(3)]
    street = dice.choice(["示例区甲一路", "示例县乙二巷", "某区丙三街"])
    styles = [
        f"{street}{n[0]}号{n[1]}号楼{n[2]}单元301室",
        f"{street}示例小区{n[0]}栋{n[1]}单元402",
        f"{street}{n[0]}号{n[1]}-{n[2]}-501",
        f"{street}示例花园{n[0]}幢{n[1]}室",
        f"{street}三号楼二单元六零一室",
        f"{street}{n[0]}号{n[1]}号楼1单元1{n[2]}室".translate(FULL_WIDTH),
        f"{street}{n[0]}号楼{ZERO_WIDTH}{n[1]}单元{ZERO_WIDTH}602室",
        f"示例镇示例村{n[0]}组{n[1]}号",
    ]
    return styles[style % len(styles)]


MADE: tuple[tuple[str, int, Callable[[random.Random, int], str]], ...] = (
    ("GS701", 56, mobile),
    ("GS702", 40, identity),
    ("GS703", 40, landline),
    ("GS704", 32, card),
    ("GS705", 36, mail),
    ("GS706", 32, passport),
    ("GS707", 36, plate),
    ("GS708", 28, home),
)


def lines() -> str:
    """The whole file."""
    dice = random.Random(SEED)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["code", "line"])
    for code, count, make in MADE:
        for style in range(count):
            writer.writerow([code, dice.choice(AROUND[code]).format(make(dice, style))])
    return stream.getvalue()


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(lines(), "utf-8", newline="")
