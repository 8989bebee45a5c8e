"""``gongshi serve``: pages with the script that follows edits, and the last good ones while an edit is wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from watchdog.events import DirMovedEvent, FileCreatedEvent, FileMovedEvent

from conftest import ROOT
from gongshi import serve
from gongshi.serve import (
    EVENTS,
    RESCUE,
    SCRIPT,
    Builder,
    Built,
    Ended,
    OfFile,
    Server,
    State,
    Watching,
    watch,
    with_reload,
)

HEAD = '<head><meta http-equiv="Content-Security-Policy" content="x"></head>'
PAGE = f'<html>{HEAD}<body dir="ltr"><p>good</p></body></html>'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "votes").mkdir()
    (tmp_path / "votes" / "index.html").write_text(PAGE)
    (tmp_path / "style.css").write_text("p {}")
    made = Server(tmp_path, 0, State())
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def get(server: Server, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.server_port)
    connection.request("GET", path, headers={"Host": f"{host}:{server.server_port}"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_pages_have_the_script_and_no_policy_against_it(server: Server) -> None:
    status, page = get(server, "/votes/")
    assert status == 200
    assert f'src="{SCRIPT}"' in page
    assert "Content-Security-Policy" not in page
    assert get(server, SCRIPT)[0] == 200
    assert get(server, "/style.css") == (200, "p {}")
    assert get(server, "/absent/")[0] == 404


def test_nothing_outside_the_site_is_served(server: Server) -> None:
    (server.site.parent / "secret.html").write_text("secret")
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/votes/../../secret.html"):
        assert get(server, path)[1] != "secret"


def test_only_this_machines_own_names_are_answered(server: Server) -> None:
    assert get(server, "/votes/", host="evil.example")[0] == 403


def test_what_was_found_stands_on_the_last_good_page(server: Server) -> None:
    server.state.built("错误[GS207]: <script>")
    page = get(server, "/votes/")[1]
    assert "错误[GS207]: &lt;script&gt;" in page
    assert "<p>good</p>" in page
    server.state.built("")
    assert "GS207" not in get(server, "/votes/")[1]


def test_a_waiting_browser_hears_of_a_build(server: Server) -> None:
    first = get(server, f"{EVENTS}?seen=")[1]
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(get(server, f"{EVENTS}?seen={first}")[1]))
    waiting.start()
    server.state.built("")
    waiting.join()
    assert heard != [first]


def test_a_build_says_what_it_found_time_and_again(tmp_path: Path) -> None:
    (tmp_path / "content" / "cases").mkdir(parents=True)
    (tmp_path / "content" / "site.yml").write_text("name: 示例\n", "utf-8")
    options = ["--content", str(tmp_path / "content"), "--config", str(ROOT / "mkdocs.yml"), "--fresh"]
    builder = Builder(tmp_path / "site", options, "ended")
    for wrong in ("color: 红\n", "title: {zh: 甲, fr: 乙}\n"):
        (tmp_path / "content" / "cases" / "a.yml").write_text(wrong, "utf-8")
        code, said, _ = builder.begin()()
        assert code == 1
        assert "GS201" in said
    assert not (tmp_path / "site").exists()


def test_the_build_after_the_first_finds_a_twin(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "site.yml").write_text("name: 示例\n", "utf-8")
    options = ["--content", str(tmp_path / "content"), "--config", str(ROOT / "mkdocs.yml"), "--fresh"]
    builder = Builder(tmp_path / "site", options, "ended")
    assert builder.begin()().code == 0
    builder.close()
    assert (tmp_path / ".site.twin" / "index.html").samefile(tmp_path / "site" / "index.html")


@pytest.mark.parametrize("below", ["a.yml", "votes/a.yml"])
def test_a_change_below_a_watched_folder_is_heard(tmp_path: Path, below: str) -> None:
    (tmp_path / "votes").mkdir()
    with closing(Watching([tmp_path])) as watching:
        assert watching.told
        heard: list[bool] = []
        waiting = threading.Thread(target=lambda: heard.append(watching.wait()), daemon=True)
        waiting.start()
        (tmp_path / below).write_text("title: 甲\n", "utf-8")
        waiting.join(RESCUE / 2)
        assert heard == [True]


def test_where_the_system_tells_of_no_change_the_files_are_looked_at(tmp_path: Path) -> None:
    with closing(Watching([tmp_path / "absent"])) as watching:
        assert not watching.told
        assert not watching.wait()  # it ends by itself


def test_an_edit_leads_to_a_build_and_a_wrong_one_is_told() -> None:
    state, stop, told = State(), threading.Event(), list[str]()
    states = iter(["a", "b", "b", "c"])
    results = iter([(1, "wrong"), (0, "built")])

    def look() -> str:
        now = next(states, "")
        if not now:
            stop.set()
        return now or "c"

    said: list[str] = []

    def begin() -> Ended:
        result = next(results)
        said.append(state.said)
        return lambda: Built(*result, published=not result[0])

    watch(begin, look, state, told.append, stop, "a", lambda: False)
    assert told == ["wrong", "built"]
    assert said == ["", "wrong"]
    assert (state.number, state.said) == (3, "")


@pytest.mark.parametrize(
    ("now", "code", "published", "before", "told"),
    [
        ("a", 0, False, "", []),
        ("b", 0, True, "", ["said"]),
        ("b", 0, False, "", ["said"]),
        ("a", 0, True, "", ["said"]),  # an edit between what the build read and the look at the files
        ("a", 1, False, "", ["said"]),
        ("a", 0, False, "busy", ["said"]),
    ],
)
def test_a_change_that_is_heard_is_built_at_once_and_told_if_it_made_a_difference(
    now: str, code: int, published: bool, before: str, told: list[str]
) -> None:
    state, stop = State(said=before), threading.Event()
    done, said = list[str](), list[str]()

    def look() -> str:
        stop.set()
        done.append("looked")
        return now

    def ended() -> Built:
        done.append("ended")
        return Built(code, "said", published)

    def begin() -> Ended:
        done.append("begun")
        return ended

    watch(begin, look, state, said.append, stop, "a", lambda: True)
    assert done == ["begun", "looked", "ended"]
    assert (said, state.number) == (told, 1 + len(told))
    if told:
        assert state.said == ("said" if code else "")


@pytest.mark.parametrize("through", ["write", "replace"])
def test_a_single_file_is_watched(through: str, tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("a", "utf-8")
    with closing(Watching([], config)) as watching:
        if through == "write":
            config.write_text("b", "utf-8")
        else:
            (tmp_path / "new").write_text("b", "utf-8")
            (tmp_path / "new").replace(config)
        assert watching.wait()


def test_what_happens_beside_a_watched_file_is_not_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "RESCUE", 0)  # it is at once time to look nevertheless
    config = tmp_path / "mkdocs.yml"
    with closing(Watching([])) as watching:
        of_config = OfFile(watching, config)
        of_config.on_any_event(FileCreatedEvent(str(tmp_path / ".site.lock")))
        of_config.on_any_event(DirMovedEvent(str(tmp_path / ".site.staging-1"), str(tmp_path / "site")))
        assert not watching.wait()
        of_config.on_any_event(FileMovedEvent(str(tmp_path / "new"), str(config)))
        assert watching.wait()


def test_a_program_that_changed_is_begun_anew_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "site.yml").write_text("name: 示例\n", "utf-8")
    options = ["--content", str(tmp_path / "content"), "--config", str(ROOT / "mkdocs.yml"), "--fresh", "--lang", "en"]
    builder = Builder(tmp_path / "site", options, "ended")
    monkeypatch.setattr(serve, "program_state", lambda: "another")
    with closing(builder):
        ended = builder.begin()
        assert not (tmp_path / "site").exists()
        code, said, published = ended()
    assert (code, said.partition(" ")[0], published) == (0, "built", True)


def test_a_page_without_a_head_is_left_as_it_is() -> None:
    assert with_reload(b"plain", "") == b"plain"
