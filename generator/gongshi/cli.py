"""The ``gongshi`` command. Exit codes: 0 no error, 1 errors in the content, 2 wrong use, 3 our bug."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

from gongshi.catalogue import LANGUAGES, Catalogue, read_catalogue
from gongshi.findings import LocatedFinding
from gongshi.heap import NoRoomError
from gongshi.publish.manifest import ManifestError, read_records, verify
from gongshi.publish.shells import MkDocsError
from gongshi.publish.staging import NotASiteError, TargetError, is_as_published, last_published
from gongshi.source import Span
from gongshi.stages import Stages
from gongshi.unchanged import Note, files_state, input_folders, inputs_of, keep_note, name_of, read_note

if TYPE_CHECKING:
    from gongshi.kept.store import Store

NO_ERROR, ERRORS, USAGE, OUR_BUG = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code."""
    code = run_to_its_end(arguments)
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # to take apart what was read would take longer than the system needs to take the memory back


def run_to_its_end(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, also where it ends by a bug of ours, of which the traceback is printed."""
    gc.disable()  # nearly all that a command reads stays to its end: a search for garbage finds none
    try:
        return run(arguments)
    except Exception:
        traceback.print_exc()
        return OUR_BUG


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Usage errors leave through ``SystemExit(2)``, as argparse does it."""
    catalogue = read_catalogue()
    options = _parser(catalogue).parse_args(arguments)
    try:
        code: int = options.command(options, catalogue)
    except NoRoomError as told:
        return _usage(catalogue, options, "no_room", told)
    return code


def _parser(catalogue: Catalogue) -> argparse.ArgumentParser:
    def words(key: str) -> str:
        return catalogue.text(f"cli.{key}", "zh") + " / " + catalogue.text(f"cli.{key}", "en")

    parser = argparse.ArgumentParser(prog="gongshi", description=words("description"))
    commands = parser.add_subparsers(required=True, metavar=words("command"))
    checking = commands.add_parser("check", help=words("check"))
    building = commands.add_parser("build", help=words("build"))
    verifying = commands.add_parser("verify", help=words("verify"))
    serving = commands.add_parser("serve", help=words("serve"))
    serving.add_argument("--content", type=Path, default=Path("content"), help=words("content"))
    serving.add_argument("--site", type=Path, default=Path("site"), help=words("site"))
    serving.add_argument("--config", type=Path, default=Path("mkdocs.yml"), help=words("config"))
    serving.add_argument("--port", type=int, default=8000, help=words("port"))
    serving.add_argument("--lang", choices=LANGUAGES, default="zh", help=words("lang"))
    serving.set_defaults(command=_serve)
    for command in (checking, building):
        command.add_argument("--content", type=Path, default=Path("content"), help=words("content"))
        command.add_argument("--against", type=Path, default=None, metavar="MANIFEST", help=words("against"))
        command.add_argument("--lang", choices=LANGUAGES, default="zh", help=words("lang"))
    checking.add_argument("--format", choices=("text", "json", "github"), default="text", help=words("format"))
    building.add_argument("--site", type=Path, default=Path("site"), help=words("site"))
    building.add_argument("--config", type=Path, default=Path("mkdocs.yml"), help=words("config"))
    building.add_argument("--timings", action="store_true", help=words("timings"))
    building.add_argument("--cache", type=Path, default=None, help=words("cache"))
    building.add_argument("--fresh", action="store_true", help=words("fresh"))
    building.add_argument("--date", type=date.fromisoformat, default=None, help=words("date"))
    verifying.add_argument("--site", type=Path, default=Path("site"), help=words("site"))
    verifying.add_argument("--lang", choices=LANGUAGES, default="zh", help=words("lang"))
    checking.set_defaults(command=_check)
    building.set_defaults(command=_build)
    verifying.set_defaults(command=_verify)
    return parser


def _check(options: argparse.Namespace, catalogue: Catalogue) -> int:
    if not options.content.is_dir():
        return _usage(catalogue, options, "no_content", options.content)
    try:
        before = read_records(options.against) if options.against else None
    except ManifestError as unreadable:
        return _usage(catalogue, options, "no_manifest", unreadable)
    from gongshi.pipeline import check_content  # it reads every model: too slow for a command that needs none

    checked = check_content(options.content, before)
    _print(_report(checked.findings, options, catalogue, options.format))
    return ERRORS if checked.errors(catalogue) else NO_ERROR


def _build(options: argparse.Namespace, catalogue: Catalogue) -> int:
    if not options.content.is_dir():
        return _usage(catalogue, options, "no_content", options.content)
    if not options.config.is_file():
        return _usage(catalogue, options, "no_config", options.config)
    try:
        before = read_records(options.against) if options.against else None
    except ManifestError as unreadable:
        return _usage(catalogue, options, "no_manifest", unreadable)
    watched = _Watched(catalogue, options)
    cache = None if options.fresh else options.cache or options.config.resolve().parent / ".gongshi"
    inputs = inputs_of(options.content, options.config) if cache and before is None else None
    note = _nothing_changed(cache, inputs, options) if cache and inputs else None
    if note is not None:
        findings = [_finding_of(one) for one in note.findings]
        if findings:
            _print(_report(findings, options, catalogue, "text"))
        _print(catalogue.text("cli.unchanged", options.lang, site=options.site, records=note.records, date=note.date))
        watched.end()
        return NO_ERROR
    try:
        code, made = _build_with_store(options, catalogue, before, cache, watched.stages)
    except MkDocsError as failed:
        return _usage(catalogue, options, "mkdocs_failed", failed)
    except NotASiteError as refused:
        return _usage(catalogue, options, "not_a_site", refused)
    except TargetError as failed:
        return _usage(catalogue, options, failed.reason, failed.path)
    finally:
        watched.end()
    if made is not None and cache and inputs:
        keep_note(cache, options.site, replace(made, inputs=inputs, published=last_published(options.site)))
    return code


def _build_with_store(
    options: argparse.Namespace,
    catalogue: Catalogue,
    before: Mapping[str, Mapping[str, Any]] | None,
    cache: Path | None,
    stages: Stages,
) -> tuple[int, Note | None]:
    """Check and build with what earlier builds of this site kept; without it where that turns out to be damaged."""
    with stages.stage("start"):
        from gongshi.kept.store import LostError, opened
    with opened(cache and cache / f"kept-{name_of(options.content, options.site)}.sqlite") as store:
        try:
            return _build_anew(options, catalogue, before, cache, stages, store)
        except LostError:
            store.clear()
            return _build_anew(options, catalogue, before, cache, stages, store)


def _build_anew(
    options: argparse.Namespace,
    catalogue: Catalogue,
    before: Mapping[str, Mapping[str, Any]] | None,
    cache: Path | None,
    stages: Stages,
    store: Store,
) -> tuple[int, Note | None]:
    """Check and build; the exit code, and what to keep of it where a site was built."""
    with stages.stage("start"):
        from gongshi.pipeline import build, check_content
    checked = check_content(options.content, before, stages, store)
    stages.told("")
    if checked.findings:
        _print(_report(checked.findings, options, catalogue, "text"))
    if checked.errors(catalogue):
        _print(catalogue.text("cli.kept", options.lang, site=options.site))
        return ERRORS, None
    zone = checked.corpus.site.timezone
    today = options.date or today_in(zone)
    build(checked, options.site, options.config, today, catalogue, cache, stages, store)
    stages.told("")
    records = sum(len(entries) for entries in checked.corpus.collections.values())
    _print(catalogue.text("cli.built", options.lang, site=options.site, records=records, date=today))
    return NO_ERROR, Note("", "", today.isoformat(), zone, records, [asdict(one) for one in checked.findings])


def _nothing_changed(cache: Path, inputs: str, options: argparse.Namespace) -> Note | None:
    """The note of the last build where another would make the same."""
    note = read_note(cache, options.site)
    if note is None or note.inputs != inputs or not (options.site / "manifest.json").is_file():
        return None
    if note.date != (options.date or today_in(note.timezone)).isoformat():
        return None
    return note if note.published == last_published(options.site) and is_as_published(options.site) else None


def _finding_of(kept: dict[str, Any]) -> LocatedFinding:
    return LocatedFinding(kept["code"], kept["file"], Span(**kept["span"]), kept["line_text"], kept["facts"])


class _Watched:
    """Tells a person at a terminal what is being done, and afterwards, where asked, how long each stage took."""

    def __init__(self, catalogue: Catalogue, options: argparse.Namespace) -> None:
        self.catalogue = catalogue
        self.options = options
        self.start = time.perf_counter()
        self.shows = sys.stderr.isatty() and "CI" not in os.environ
        self.stages = Stages(self._tell if self.shows else lambda stage: None)

    def _tell(self, stage: str) -> None:
        words = self.catalogue.text(f"stage.{stage}", self.options.lang) if stage else ""
        seconds = f" {time.perf_counter() - self.start:.1f} s" if stage else ""
        sys.stderr.write(f"\r\x1b[K{words}{seconds}")
        sys.stderr.flush()

    def end(self) -> None:
        """Clear the line of progress; print the table of stages."""
        if self.shows:
            self._tell("")
        if self.options.timings:
            for stage, seconds in self.stages.seconds.items():
                _print(f"{seconds:8.2f} s  {self.catalogue.text(f'stage.{stage}', self.options.lang)}")
            total = self.catalogue.text("stage.total", self.options.lang)
            _print(f"{time.perf_counter() - self.start:8.2f} s  {total}")


def _serve(options: argparse.Namespace, catalogue: Catalogue) -> int:
    """Build, serve, and build again after every edit, until interrupted."""
    from gongshi.serve import Builder, Server, State, Watching, watch

    gc.enable()  # it answers for hours
    arguments = ["--content", str(options.content), "--config", str(options.config), "--lang", options.lang]
    builder = Builder(options.site, arguments, catalogue.text("cli.wordless", options.lang))

    def state_of_inputs() -> str:
        return files_state(options.content, options.config)

    with (
        closing(Watching(input_folders(options.content, options.config), options.config.resolve())) as heard,
        closing(builder),
    ):
        before = state_of_inputs()
        code, said, _ = builder.begin()()
        _print(said)
        if code and not (options.site / "manifest.json").is_file():
            return code
        state = State(said=said if code else "")
        try:
            server = Server(options.site.absolute(), options.port, state)
        except OSError as taken:
            return _usage(catalogue, options, "no_port", f"{options.port} ({taken.strerror})")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _print(catalogue.text("cli.serving", options.lang, address=f"http://127.0.0.1:{server.server_port}/"))
        try:
            watch(builder.begin, state_of_inputs, state, _print, threading.Event(), before, heard.wait)
        except KeyboardInterrupt:
            return NO_ERROR
        finally:
            server.shutdown()
            server.server_close()
    return NO_ERROR


def _verify(options: argparse.Namespace, catalogue: Catalogue) -> int:
    if not options.site.is_dir():
        return _usage(catalogue, options, "no_site", options.site)
    differences = verify(options.site)
    for difference in differences:
        _print(catalogue.text(f"cli.difference_{difference.kind}", options.lang, path=difference.path))
    _print(catalogue.text("cli.differs" if differences else "cli.whole", options.lang, n=len(differences)))
    return ERRORS if differences else NO_ERROR


def today_in(timezone: str) -> date:
    """The day that "today" means: SOURCE_DATE_EPOCH where it is set (reproducible-builds.org), else the clock."""
    zone = ZoneInfo(timezone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.astimezone(zone).date()


def _report(findings: Sequence[LocatedFinding], options: argparse.Namespace, catalogue: Catalogue, form: str) -> str:
    from gongshi import report  # it reads the rules: too slow for a build that finds nothing new to do

    def shown_path(file: str) -> str:
        path: Path = (options.content / file).absolute()  # resolving would follow the links that a finding is about
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)

    match form:
        case "json":
            return report.as_json(findings, catalogue, options.lang, shown_path)
        case "github":
            return report.as_github(findings, catalogue, options.lang, shown_path)
        case _:
            colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
            return report.as_text(findings, catalogue, options.lang, colour, shown_path)


def _usage(catalogue: Catalogue, options: argparse.Namespace, key: str, what: object) -> int:
    print(catalogue.text(f"cli.{key}", options.lang, what=what), file=sys.stderr)
    return USAGE


def _print(text: str) -> None:
    if text:
        sys.stdout.buffer.write(text.rstrip("\n").encode("utf-8", "replace") + b"\n")
        sys.stdout.flush()
