"""``gongshi serve``: the site on this machine, rebuilt and shown again after every edit.

Each build is the command ``gongshi build`` in a process of its own, so that what is shown is what would
be published: a fork of one that has loaded the program, which takes longer than to build what one edit changes.
While an edit is wrong the last good pages stay, with what was found at their top. The system tells when something
below the watched folders changes (``Watching``); whether an input did, their state tells.
"""

from __future__ import annotations

import html
import io
import multiprocessing
import posixpath
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from gongshi.publish.staging import TargetError, last_published, prepare
from gongshi.unchanged import program_state

EVENTS = "/__gongshi__/events"
SCRIPT = "/__gongshi__/reload.js"
CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileCreatedEvent, FileDeletedEvent, FileModifiedEvent,
    FileMovedEvent,
]  # fmt: skip
RESCUE, SOON = 5.0, 0.5
"""Seconds after which to look at all files, where the system tells of changes (it may lose some), and where not."""
PAUSE, PAUSES = 0.03, 30
"""Seconds without a change after which an editor has written all of a file, and how often to wait for them."""


class Built(NamedTuple):
    """How a build ended: its exit code, everything that it said, and whether it published another site."""

    code: int
    said: str
    published: bool


Ended = Callable[[], Built]
"""Waits for the end of a build."""
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')

RELOAD = f"""let seen = null;
const ask = async () => {{
  try {{
    const answer = await fetch("{EVENTS}?seen=" + (seen ?? ""), {{cache: "no-store"}});
    const now = await answer.text();
    if (seen !== null && now !== seen) location.reload();
    seen = now;
  }} catch {{ await new Promise(done => setTimeout(done, 1000)); }}
  ask();
}};
ask();
""".encode()
"""Asks again and again; each answer is held back until there is something new."""


@dataclass
class State:
    """How often the site was built, and what the last build said if it was refused."""

    number: int = 1
    said: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def built(self, said: str) -> None:
        """Tell every browser."""
        with self.changed:
            self.number += 1
            self.said = said
            self.changed.notify_all()

    def newer_than(self, seen: str, seconds: float) -> str:
        """The number of the last build, as soon as it is not ``seen``, at the latest after some seconds."""
        with self.changed:
            self.changed.wait_for(lambda: str(self.number) != seen, seconds)
            return str(self.number)


def with_reload(page: bytes, said: str) -> bytes:
    """A page as it is served here: with the script that reloads it, what was found, and no policy against either."""
    note = ""
    if said:
        style = "margin:0;padding:1em;background:#fff3cd;color:#111;white-space:pre-wrap;font:14px/1.5 monospace"
        note = f'<pre role="alert" style="{style}">{html.escape(said)}</pre>'
    page = _POLICY.sub(b"", page, count=1)
    page = page.replace(b"</head>", f'<script src="{SCRIPT}" defer></script></head>'.encode(), 1)
    return re.sub(rb"<body[^>]*>", lambda found: found[0] + note.encode(), page, count=1)


class Server(ThreadingHTTPServer):
    """Serves a site's folder on loopback."""

    daemon_threads = True

    def __init__(self, site: Path, port: int, state: State) -> None:
        self.site = site
        self.state = state
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(SimpleHTTPRequestHandler):
    server: Server

    def __init__(self, request: Any, client: Any, server: Server) -> None:
        super().__init__(request, client, server, directory=str(server.site))

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing of each request."""

    def do_GET(self) -> None:
        """A page with the script in it, the script, the next event, or any other file as it is."""
        if self.headers.get("Host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            self.send_error(403)  # another site's page must not read this one by a name of its own (DNS rebinding)
            return
        address = urlsplit(self.path)
        if address.path == EVENTS:
            self._send(self.server.state.newer_than(address.query.partition("=")[2], 20).encode(), "text/plain")
        elif address.path == SCRIPT:
            self._send(RELOAD, "text/javascript")
        elif (page := self._page(unquote(address.path))) is not None:
            self._send(with_reload(page, self.server.state.said), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _page(self, path: str) -> bytes | None:
        inside = posixpath.normpath(path).lstrip("/")
        file = self.server.site / inside / "index.html" if path.endswith("/") else self.server.site / inside
        if file.suffix != ".html" or ".." in inside.split("/"):
            return None
        try:
            return file.read_bytes()
        except OSError:
            return None

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)


class Builder:
    """Runs ``gongshi build`` with the same arguments again and again. ``wordless`` is what a build said that ended
    without a word (killed, or out of memory)."""

    def __init__(self, site: Path, arguments: Sequence[str], wordless: str) -> None:
        self._site = site
        self._arguments = ["build", "--site", str(site), *arguments]
        self._wordless = wordless
        self._program = program_state()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["gongshi.warm"])
        self._end: Callable[[], object] = lambda: None

    def begin(self) -> Ended:
        """Begin to build."""
        self.close()
        before = last_published(self._site)
        # What is loaded is the program as it was when serving began.
        ended = self._fork() if program_state() == self._program else self._begin_anew()

        def built() -> Built:
            code, said = ended()
            return Built(code, said, last_published(self._site) != before)

        return built

    def _fork(self) -> Callable[[], tuple[int, str]]:
        """Begin to build with the program that is loaded."""
        receiver, sender = self._context.Pipe(duplex=False)
        last = self._context.Process(target=_run, args=(self._arguments, self._site, sender))
        last.start()
        self._end = last.join
        sender.close()

        def ended() -> tuple[int, str]:
            with receiver:
                try:
                    code, said = receiver.recv()
                except EOFError:
                    code, said = 3, self._wordless
                return code, said

        return ended

    def _begin_anew(self) -> Callable[[], tuple[int, str]]:
        """Begin to build with the program as it is now."""
        command = [sys.executable, "-m", "gongshi", *self._arguments]
        said = TemporaryFile()  # noqa: SIM115 (it goes with what waits for the end)
        last = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603 (our own arguments)
        self._end = last.wait

        def ended() -> tuple[int, str]:
            with said:
                code = last.wait()
                said.seek(0)
                return code, said.read().decode("utf-8", "replace").strip()

        return ended

    def close(self) -> None:
        """Wait until the last build has left all in order for the next."""
        self._end()
        self._end = lambda: None


def _run(arguments: Sequence[str], site: Path, sender: Connection) -> None:
    """In the process of a build: send its exit code and what it said, then do what makes the next one short."""
    from gongshi.cli import run_to_its_end  # which imports this module

    said, code = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            code = run_to_its_end(arguments)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 3
    sender.send((code, said.buffer.getvalue().decode("utf-8", "replace").strip()))
    if code == 0:
        with suppress(TargetError, OSError):
            prepare(site)


class Watching(FileSystemEventHandler):
    """Hears of what changes below ``folders``, and of a single ``file``, so that nobody has to look at all of them
    again and again. ``told`` says whether the system tells of changes there."""

    def __init__(self, folders: Iterable[Path], file: Path | None = None) -> None:
        self._heard = threading.Event()
        self._observer = Observer()
        self.told = True
        try:
            for folder in folders:
                self._observer.schedule(self, str(folder), recursive=True, event_filter=CHANGES)
            if file is not None:  # the folder that it is in has the site in it, which our own builds change
                self._observer.schedule(OfFile(self, file), str(file.parent), event_filter=CHANGES)
            self._observer.start()
        except OSError:  # more folders than the system watches for one user, say
            self.told = False

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something changed, or may have."""
        self._heard.set()

    def wait(self) -> bool:
        """Until something has changed and whoever did it pauses, or it is time to look nevertheless: whether it has."""
        changed = self._heard.wait(RESCUE if self.told else SOON)
        for _ in range(PAUSES):
            if not self._heard.is_set():
                break
            self._heard.clear()
            self._heard.wait(PAUSE)
        return changed

    def close(self) -> None:
        """Watch no more."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()


class OfFile(FileSystemEventHandler):
    """Hears of a change of one file of a folder, for one who watches."""

    def __init__(self, watching: Watching, file: Path) -> None:
        self._watching, self._path = watching, str(file)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something in the folder changed: the file, or what it has been made of."""
        if self._path in (event.src_path, event.dest_path):
            self._watching.on_any_event(event)


def watch(
    begin: Callable[[], Ended],
    state_of_inputs: Callable[[], str],
    state: State,
    tell: Callable[[str], None],
    stop: threading.Event,
    built: str,
    wait: Callable[[], bool],
) -> None:
    """Build when the inputs are not as they were ``built`` last, until ``stop``. An edit during a build leads to
    another. ``wait`` ends when they may have changed: where somebody heard of it, the build begins before that is
    known, and soon finds it out itself where they have not. Nobody is told of a build that said and made what the last
    one did."""
    while not stop.is_set():
        ended = begin() if wait() else None
        now = state_of_inputs()
        changed = now != built
        if ended is None:
            if not changed:
                continue
            ended = begin()
        built = now
        code, said, published = ended()
        if changed or code or state.said or published:
            tell(said)
            state.built(said if code else "")
