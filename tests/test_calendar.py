"""Calendar files follow RFC 5545 to the octet."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gongshi.outputs.calendar import Event, calendar_file

MADE = date(2026, 1, 2)


def unfolded(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_is_a_whole_day() -> None:
    file = calendar_file("a.ics", "历", [Event("opinions/x/closing", date(2026, 2, 28), "截止；a,b;c", "")], MADE)
    lines = unfolded(file.data)
    assert "DTSTART;VALUE=DATE:20260228" in lines
    assert "DTEND;VALUE=DATE:20260301" in lines
    assert "DTSTAMP:20260102T000000Z" in lines
    assert "SUMMARY:截止；a\\,b\\;c" in lines
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_no_line_is_longer_than_75_octets_and_none_is_lost(title: str) -> None:
    data = calendar_file("a.ics", "历", [Event("k", MADE, title, "")], MADE).data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}" in unfolded(data)


def test_events_come_by_day_whatever_the_order() -> None:
    events = [Event(f"k{n}", date(2026, 1, n), "x", "") for n in (3, 1, 2)]
    assert calendar_file("a", "n", events, MADE) == calendar_file("a", "n", events[::-1], MADE)
