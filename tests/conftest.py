"""What several tests share: the repository's own site, served on loopback, and a browser to open it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from gongshi.cli import run

settings.register_profile("steady", deadline=None, derandomize=True)  # a slow machine is no fault of the code
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
TODAY = "2026-11-24"
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own content, built once."""
    target = tmp_path_factory.mktemp("built") / "site"
    options = ["--content", str(ROOT / "content"), "--config", str(ROOT / "mkdocs.yml"), "--date", TODAY]
    assert run(["build", "--site", str(target), *options]) == 0
    return target


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the tests look at what the browser got."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address on loopback at which a folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site's address on loopback, below a path prefix as project pages have it."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "record").symlink_to(site)
    with serving(folder) as address:
        yield f"{address}record/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one the browser tests skip and say so, but never in continuous integration."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium on this machine: browser tests are left out")
    assert path is not None, "continuous integration must have Chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def search_page(browser: Browser, served: str) -> Iterator[Page]:
    """The search page, opened once for a module that only asks."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{served}search/")
        yield page


@pytest.fixture(scope="session")
def scripts(browser: Browser) -> Iterator[Page]:
    """A page beside the theme's scripts."""
    with serving(ROOT / "theme" / "assets") as address, browser.new_context() as context:
        shown = context.new_page()
        shown.goto(f"{address}gongshi.svg")
        yield shown
