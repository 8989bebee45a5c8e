"""YAML as records use it: mappings, lists and text, and nothing that guesses.

libyaml finds the structure; the rest is ours. Every scalar stays the text that was
typed (PyYAML's own schema would make 45000 of ``12:30:00``, 15 of ``017`` and False of ``no``).
Anchors, aliases, tags, duplicate keys and more than one document are refused where they stand.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from gongshi.load.characters import BIDI, CONTROL, ZERO_WIDTH, code_point
from gongshi.load.problem import Problem
from gongshi.load.syntax import (
    MAX_DEPTH,
    MAX_NODES,
    TOO_DEEP_OR_LARGE,
    marks,
    strange_layout,
    syntax_problem,
)
from gongshi.source import WHOLE_FILE, Route, Span

MAX_PROBLEMS = 100
"""Problems of one kind that are listed for one file; the rest show when these are mended."""

_TAB = re.compile(r"(?m)^ *(\t)")
_MARK = re.compile("(?m)^\ufeff")

Value = str | list["Value"] | dict[str, "Value"]
"""What a file says, without positions."""


@dataclass(slots=True)
class Node:
    """A value with its span; a mapping's entries hold their key's span too."""

    span: Span
    content: str | list[Node] | dict[str, tuple[Span, Node]]


@dataclass(frozen=True, slots=True)
class YamlText:
    """A YAML text read: its root (None where it could not be composed) and all problems found."""

    root: Node | None
    problems: list[Problem]


class _RefusedError(Exception):
    """Ends the composing of one text: after this problem its structure cannot be trusted."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def compose(text: str) -> YamlText:
    """Read one YAML document. Never raises on any text, never recurses deeper than ``MAX_DEPTH``."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    problems = [*forbidden_characters(text), *_unreadable_starts(text)]
    if any(problem.code in ("GS104", "GS105", "GS109") for problem in problems):
        return YamlText(None, problems)  # libyaml would count these as line ends, skip them or stop at them
    if not text.endswith("\n"):
        text += "\n"  # a block text at the very end would lose its last line end
    composer = _Composer(text, problems)
    try:
        root = composer.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _RefusedError as refused:
        return YamlText(None, [*problems, refused.problem])
    except yaml.MarkedYAMLError as error:
        return YamlText(None, [*problems, syntax_problem(text, error)])
    except yaml.reader.ReaderError as error:
        facts = {"problem": "other", "mend": "other", "detail": str(error.reason)}
        return YamlText(None, [*problems, Problem("GS103", WHOLE_FILE, facts)])
    return YamlText(root, problems)


def plain(node: Node) -> Value:
    """The node's value without positions."""
    if isinstance(node.content, str):
        return node.content
    if isinstance(node.content, list):
        return [plain(item) for item in node.content]
    return {key: plain(child) for key, (_, child) in node.content.items()}


def scalars(node: Node, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Every text in the tree with its route, keys not included."""
    if isinstance(node.content, str):
        yield route, node.content
    elif isinstance(node.content, list):
        for index, item in enumerate(node.content):
            yield from scalars(item, (*route, index))
    else:
        for key, (_, child) in node.content.items():
            yield from scalars(child, (*route, key))


def locate(root: Node, route: Route, at_key: bool = False) -> Span:
    """The span of the value at ``route``, or of the deepest value on the way that exists.

    With ``at_key``, the span of the key that names it. An empty route stands for the whole file.
    """
    node, span = root, WHOLE_FILE
    for step in route:
        content = node.content
        if isinstance(content, dict) and isinstance(step, str) and step in content:
            key_span, node = content[step]
            span = key_span if at_key or node.content == "" else node.span
        elif isinstance(content, list) and isinstance(step, int) and step < len(content):
            node = content[step]
            span = node.span
        else:
            break
    return span


def forbidden_characters(text: str) -> Iterator[Problem]:
    """Control and bidirectional characters (errors) and zero-width ones (warnings), where they stand."""
    for code, pattern in (("GS104", CONTROL), ("GS105", BIDI), ("GS106", ZERO_WIDTH)):
        yield from _matches(code, pattern, text)


def _unreadable_starts(text: str) -> Iterator[Problem]:
    """Tabs in indentation, and byte order marks at the start of a line, which libyaml would drop."""
    for code, pattern in (("GS109", _TAB), ("GS104", _MARK)):
        yield from _matches(code, pattern, text)


def _matches(code: str, pattern: re.Pattern[str], text: str) -> Iterator[Problem]:
    """The first ``MAX_PROBLEMS`` places where the pattern's last group, or all of it, stands."""
    line, line_start = 1, 0
    for match in itertools.islice(pattern.finditer(text), MAX_PROBLEMS):
        start = match.start(pattern.groups)
        line += text.count("\n", line_start, start)
        line_start = max(line_start, text.rfind("\n", line_start, start) + 1)
        column = start - line_start + 1
        facts = {"character": code_point(match.group(pattern.groups))}
        yield Problem(code, Span(line, column, line, column + 1), facts)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet, and the key that names it in its own mapping."""

    node: Node
    flow: bool
    key: tuple[str, Span] | None


_LOST_BEHIND_HASH = re.compile(r" +(#[^\s#!].*)")
"""Text that YAML takes for a comment though it was meant: in ``title: 修改 #3`` the title ends at 修改."""


class _Composer:
    """Builds the tree from libyaml's events with a stack of its own instead of recursion."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.key: tuple[str, Span] | None = None
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Node:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(Problem("GS110", _event_span(event)))
            elif isinstance(event, yaml.AliasEvent):
                raise _RefusedError(Problem("GS107", _event_span(event), {"name": event.anchor or ""}))
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
        if self.root is None or self.root.content == "":
            raise _RefusedError(Problem("GS111", WHOLE_FILE))
        return self.root

    def _node(self, event: yaml.NodeEvent) -> None:
        span = _event_span(event)
        _refuse_decorations(event, span)
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.open) >= MAX_DEPTH:
            raise _RefusedError(Problem("GS112", span, TOO_DEEP_OR_LARGE))
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, span)
        elif self._expects_key():
            raise _RefusedError(Problem("GS113", span))
        else:
            empty: list[Node] | dict[str, tuple[Span, Node]]
            empty = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            flow = bool(getattr(event, "flow_style", False))
            self.open.append(_Open(Node(span, empty), flow, self.key))
            self.key = None

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> None:
        self._refuse_strange_layout(event, span)
        start, end = marks(event)
        typed = self.text[start.index : end.index]
        if event.style in ("|", ">"):
            span = _trimmed(span, typed)
        for code, pattern in (("GS104", CONTROL), ("GS105", BIDI), ("GS106", ZERO_WIDTH)):
            # an escape in a double-quoted text can name a character that the file does not hold
            found = pattern.search(event.value) if event.style == '"' else None
            if found and found.group() not in typed:
                self._report(Problem(code, span, {"character": code_point(found.group())}))
        if self._expects_key():
            self.key = (event.value, span)
        else:
            if not event.style and (lost := _LOST_BEHIND_HASH.match(self.text, end.index)):
                line, column = span.end_line, span.end_column + lost.start(1) - end.index
                self._report(Problem("GS122", Span(line, column, line, column + 1), {"lost": lost.group(1)}))
            self._attach(Node(span, event.value))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        closed = self.open.pop()
        node, self.key = closed.node, closed.key
        if closed.flow:
            self._refuse_strange_layout(event, _event_span(event))
            end = marks(event)[1]
            line, column = end.line + 1, end.column + 1
        else:  # libyaml ends a block collection where the next token starts, which can be lines below
            line, column = _last_end(node)
        node.span = Span(node.span.line, node.span.column, line, column)
        self._attach(node)

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].node.content, dict) and self.key is None

    def _attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        content = self.open[-1].node.content
        if isinstance(content, list):
            content.append(node)
        elif isinstance(content, dict) and self.key is not None:
            name, span = self.key
            if name in content:
                first = content[name][0]
                self._report(Problem("GS102", span, {"key": name, "first": str(first.line)}))
            else:
                content[name] = (span, node)
            self.key = None

    def _report(self, problem: Problem) -> None:
        if len(self.problems) < 3 * MAX_PROBLEMS:
            self.problems.append(problem)

    def _refuse_strange_layout(self, event: yaml.Event, span: Span) -> None:
        flow = bool(self.open) and self.open[-1].flow
        indent = next((holder.node.span.column - 1 for holder in reversed(self.open) if not holder.flow), -1)
        problem = strange_layout(self.text, event, flow, indent)
        if problem is not None:
            raise _RefusedError(
                Problem("GS103", span, {"problem": problem, "mend": problem, "detail": "not allowed by YAML 1.2"})
            )


def _refuse_decorations(event: yaml.NodeEvent, span: Span) -> None:
    if event.anchor is not None:
        raise _RefusedError(Problem("GS107", span, {"name": event.anchor}))
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise _RefusedError(Problem("GS108", span, {"tag": tag}))


def _event_span(event: yaml.Event) -> Span:
    start, end = marks(event)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _trimmed(span: Span, typed: str) -> Span:
    """A block text's span up to its last visible character; libyaml ends it where the next token starts."""
    kept = typed.rstrip()
    lines = kept.count("\n")
    column = len(kept) - kept.rfind("\n") if lines else span.column + len(kept)
    return Span(span.line, span.column, span.line + lines, column)


def _last_end(node: Node) -> tuple[int, int]:
    """Where the last entry of a list or mapping ends."""
    if isinstance(node.content, list) and node.content:
        last = node.content[-1].span
        return last.end_line, last.end_column
    if isinstance(node.content, dict) and node.content:
        key, child = next(reversed(node.content.values()))
        last = key if child.content == "" else child.span
        return last.end_line, last.end_column
    return node.span.end_line, node.span.end_column
