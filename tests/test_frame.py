"""Stamping: a shell's links work from a page of any depth, and its scripts stay within the policy."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.publish.frame import Frame, content_security_policy
from gongshi.render.page import root_of

SHELL = (
    '<head><meta content="__gongshi_csp__"></head><a href="../votes/">v</a><a href=".">here</a><a href="../">home</a>'
    '<a href="#part">p</a><a href="https://example.org/x">x</a><a href="mailto:a@b.example">m</a><img src="../a.svg">'
    "__gongshi_content__<script>go()</script>"
)


def links(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('="')[1:]]


@pytest.mark.parametrize("page", ["", "votes/", "votes/x/", "en/votes/x/v/draft/"])
def test_links_reach_the_same_places_from_every_depth(page: str) -> None:
    html = Frame.of(SHELL, "regulations/").stamp({"content": "", "csp": "-"}, root_of(page))
    found = [posixpath.normpath(posixpath.join("/" + page, link)) for link in links(html)[1:4]]
    assert found == ["/votes", "/regulations", "/"]
    assert links(html)[4:7] == ["#part", "https://example.org/x", "mailto:a@b.example"]


def test_a_page_keeps_what_looks_like_a_slot_in_its_content() -> None:
    html = Frame.of(SHELL, "x/").stamp({"content": "__gongshi_title__ __gongshi_root__"}, "../")
    assert "__gongshi_title__ __gongshi_root__" in html


def test_a_slot_without_a_value_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Frame.of(SHELL, "x/").stamp({}, "../")


def test_no_script_in_the_content_is_let_through() -> None:
    shell = Frame.of(SHELL, "x/")
    plain, scripted = (shell.stamp({"content": content}, "../") for content in ("", "<script>steal()</script>"))
    assert scripted.partition("</head>")[0] == plain.partition("</head>")[0]


def test_the_policy_hashes_scripts_that_run_and_no_others() -> None:
    policy = content_security_policy(
        '<script>go()</script><script src="x.js"></script><script type="application/json">{"a":1}</script>'
    )
    # echo -n 'go()' | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw=';" in policy


@given(st.from_regex(r"([a-z0-9-]{1,8}/){0,5}", fullmatch=True))
def test_the_way_to_the_root_leads_to_the_root(path: str) -> None:
    assert posixpath.normpath(posixpath.join("/" + path, root_of(path))) == "/"
