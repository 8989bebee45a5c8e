"""The ``gongshi`` command. Exit codes: 0 no error, 1 errors in the content, 2 wrong use, 3 our bug."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from gongshi import report
from gongshi.catalogue import LANGUAGES, Catalogue, read_catalogue
from gongshi.pipeline import Checked, build, check_content
from gongshi.publish.manifest import ManifestError, read_records, verify
from gongshi.publish.shells import MkDocsError
from gongshi.publish.staging import NotASiteError, TargetError

NO_ERROR, ERRORS, USAGE, OUR_BUG = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its code."""
    try:
        code = run(arguments)
    except Exception:
        traceback.print_exc()
        code = OUR_BUG
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Usage errors leave through ``SystemExit(2)``, as argparse does it."""
    catalogue = read_catalogue()
    options = _parser(catalogue).parse_args(arguments)
    code: int = options.command(options, catalogue)
    return code


def _parser(catalogue: Catalogue) -> argparse.ArgumentParser:
    def words(key: str) -> str:
        return catalogue.text(f"cli.{key}", "zh") + " / " + catalogue.text(f"cli.{key}", "en")

    parser = argparse.ArgumentParser(prog="gongshi", description=words("description"))
    commands = parser.add_subparsers(required=True, metavar=words("command"))
    checking = commands.add_parser("check", help=words("check"))
    building = commands.add_parser("build", help=words("build"))
    verifying = commands.add_parser("verify", help=words("verify"))
    for command in (checking, building):
        command.add_argument("--content", type=Path, default=Path("content"), help=words("content"))
        command.add_argument("--against", type=Path, default=None, metavar="MANIFEST", help=words("against"))
        command.add_argument("--lang", choices=LANGUAGES, default="zh", help=words("lang"))
    checking.add_argument("--format", choices=("text", "json", "github"), default="text", help=words("format"))
    building.add_argument("--site", type=Path, default=Path("site"), help=words("site"))
    building.add_argument("--config", type=Path, default=Path("mkdocs.yml"), help=words("config"))
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
    checked = check_content(options.content, before)
    _print(_report(checked, options, catalogue, options.format))
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
    checked = check_content(options.content, before)
    if checked.findings:
        _print(_report(checked, options, catalogue, "text"))
    if checked.errors(catalogue):
        _print(catalogue.text("cli.kept", options.lang, site=options.site))
        return ERRORS
    try:
        today = options.date or today_in(checked.corpus.site.timezone)
        build(checked, options.site, options.config, today, catalogue)
    except MkDocsError as failed:
        return _usage(catalogue, options, "mkdocs_failed", failed)
    except NotASiteError as refused:
        return _usage(catalogue, options, "not_a_site", refused)
    except TargetError as failed:
        return _usage(catalogue, options, failed.reason, failed.path)
    records = sum(len(entries) for entries in checked.corpus.collections.values())
    _print(catalogue.text("cli.built", options.lang, site=options.site, records=records, date=today))
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


def _report(checked: Checked, options: argparse.Namespace, catalogue: Catalogue, form: str) -> str:
    def shown_path(file: str) -> str:
        path: Path = (options.content / file).absolute()  # resolving would follow the links that a finding is about
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)

    match form:
        case "json":
            return report.as_json(checked.findings, catalogue, options.lang, shown_path)
        case "github":
            return report.as_github(checked.findings, catalogue, options.lang, shown_path)
        case _:
            colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
            return report.as_text(checked.findings, catalogue, options.lang, colour, shown_path)


def _usage(catalogue: Catalogue, options: argparse.Namespace, key: str, what: object) -> int:
    print(catalogue.text(f"cli.{key}", options.lang, what=what), file=sys.stderr)
    return USAGE


def _print(text: str) -> None:
    if text:
        sys.stdout.buffer.write(text.rstrip("\n").encode("utf-8", "replace") + b"\n")
        sys.stdout.flush()
