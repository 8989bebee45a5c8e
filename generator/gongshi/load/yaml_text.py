"""YAML as records use it: mappings, lists and text, and nothing that guesses.

libyaml finds the structure; the rest is ours. Every scalar stays the text that was
typed (PyYAML's own schema would make 45000 of ``12:30:00``, 15 of ``017`` and False of ``no``).
Anchors, aliases, tags, duplicate keys and more than one document are refused where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from gongshi.load.characters import BIDI, CONTROL, ZERO_WIDTH, code_point
from gongshi.source import WHOLE_FILE, Route, Span

MAX_DEPTH = 40
MAX_NODES = 1_000_000

Value = str | list["Value"] | dict[str, "Value"]
"""What a file says, without positions."""


@dataclass(slots=True)
class Node:
    """A value with its span; a mapping's entries hold their key's span too."""

    span: Span
    content: str | list[Node] | dict[str, tuple[Span, Node]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one YAML text: the code of the rule, the span, the facts of the message."""

    code: str
    span: Span
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YamlText:
    """A YAML text read: its root (None where it could not be composed) and all problems found."""

    root: Node | None
    problems: list[Problem]


class _Refused(Exception):
    """Ends the composing of one text: after this problem its structure cannot be trusted."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def compose(text: str) -> YamlText:
    """Read one YAML document. Never raises on any text, never recurses deeper than ``MAX_DEPTH``."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    problems = [*forbidden_characters(text), *_tabs_in_indentation(text)]
    if any(problem.code in ("GS104", "GS105", "GS109") for problem in problems):
        return YamlText(None, problems)  # libyaml would count these as line ends, or stop at them
    composer = _Composer(text, problems)
    try:
        root = composer.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Refused as refused:
        return YamlText(None, [*problems, refused.problem])
    except yaml.MarkedYAMLError as error:
        return YamlText(None, [*problems, _syntax_problem(error)])
    except yaml.reader.ReaderError as error:
        return YamlText(None, [*problems, Problem("GS103", WHOLE_FILE, {"problem": str(error.reason)})])
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
        for match in pattern.finditer(text):
            yield Problem(code, _span_at(text, match.start()), {"character": code_point(match.group())})


def _tabs_in_indentation(text: str) -> Iterator[Problem]:
    for match in re.finditer(r"(?m)^ *(\t)", text):
        yield Problem("GS109", _span_at(text, match.start(1)))


def _span_at(text: str, index: int) -> Span:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Span(line, column, line, column + 1)


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("GS103", WHOLE_FILE, {"problem": str(error.problem)})
    line, column = mark.line + 1, mark.column + 1
    return Problem("GS103", Span(line, column, line, column + 1), {"problem": str(error.problem)})


class _Composer:
    """Builds the tree from libyaml's events with a stack of its own instead of recursion."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.root: Node | None = None
        self.open: list[tuple[Node, tuple[str, Span] | None]] = []
        self.key: tuple[str, Span] | None = None
        self.nodes = 0

    def document(self, events: Iterator[yaml.Event]) -> Node:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(Problem("GS110", _event_span(event)))
            elif isinstance(event, yaml.AliasEvent):
                raise _Refused(Problem("GS107", _event_span(event), {"name": event.anchor}))
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
        if self.root is None or self.root.content == "":
            raise _Refused(Problem("GS111", WHOLE_FILE))
        return self.root

    def _node(self, event: yaml.NodeEvent) -> None:
        span = _event_span(event)
        self._refuse_decorations(event, span)
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.open) >= MAX_DEPTH:
            raise _Refused(Problem("GS112", span, {"depth": str(MAX_DEPTH), "nodes": str(MAX_NODES)}))
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event.value, span)
        elif self._expects_key():
            raise _Refused(Problem("GS113", span))
        else:
            empty: list[Node] | dict[str, tuple[Span, Node]]
            empty = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self.open.append((Node(span, empty), self.key))
            self.key = None

    def _scalar(self, value: str, span: Span) -> None:
        for code, pattern in (("GS104", CONTROL), ("GS105", BIDI), ("GS106", ZERO_WIDTH)):
            # an escape in a double-quoted text can name a character that the file does not hold
            if (found := pattern.search(value)) and found.group() not in self.text:
                self.problems.append(Problem(code, span, {"character": code_point(found.group())}))
        if self._expects_key():
            self.key = (value, span)
        else:
            self._attach(Node(span, value))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        node, self.key = self.open.pop()
        node.span = Span(node.span.line, node.span.column, event.end_mark.line + 1, event.end_mark.column + 1)
        self._attach(node)

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1][0].content, dict) and self.key is None

    def _attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        content = self.open[-1][0].content
        if isinstance(content, list):
            content.append(node)
        elif isinstance(content, dict) and self.key is not None:
            name, span = self.key
            if name in content:
                first = content[name][0]
                self.problems.append(Problem("GS102", span, {"key": name, "first": str(first.line)}))
            else:
                content[name] = (span, node)
            self.key = None

    @staticmethod
    def _refuse_decorations(event: yaml.NodeEvent, span: Span) -> None:
        if event.anchor is not None:
            raise _Refused(Problem("GS107", span, {"name": event.anchor}))
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _Refused(Problem("GS108", span, {"tag": tag}))


def _event_span(event: yaml.Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
