"""What templates become: Python functions, without the detours that Jinja2 makes for what ours never do.

A page asks for hundreds of names, calls and pieces of text. Jinja2 looks every name up in a context, checks that it is
there, and runs the templates of shared pieces anew for each page. Here a template is one function of what its page
shows: what it extends and includes is written into it, what all templates have in common are globals of its module,
and words that are the same on every page of a language are constants.

A name that is not there is an error, and so is whatever Jinja2 has that is not named here. All output is escaped.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from jinja2 import nodes
from markupsafe import escape

from gongshi.render.template_values import UNKNOWN, Scope, value, words


@dataclass(slots=True)
class _Function:
    """A function while it is written: its lines, each with its place in the templates, and where its output goes."""

    scope: Scope
    lines: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    depth: int = 1
    output: str = "_out"


class TemplateCode:
    """Writes one template as a Python module: the function ``_page``, its ``_macros`` by name, and in ``_places`` where
    in the templates each line comes from.

    ``common`` is what all templates have; ``parsed`` finds other templates by name.
    """

    def __init__(self, name: str, common: Mapping[str, Any], parsed: Callable[[str], nodes.Template]) -> None:
        self._parsed = parsed
        self._function = _Function(Scope(name, common))
        self._blocks: dict[str, tuple[str, list[nodes.Node]]] = {}
        self._macros: dict[str, str] = {}
        self._of_module: set[str] = set()  # Python names of imports and macros, which all functions see
        self._numbers = count(1)
        self._lines: list[str] = []
        self._places: list[str] = []

    def module(self, template: nodes.Template) -> str:
        """The source of the module."""
        extended = template.find(nodes.Extends)
        if extended is None:
            self._all(template.body)
        else:
            name = self._function.scope.template
            self._blocks = {block.name: (name, block.body) for block in template.find_all(nodes.Block)}
            for node in template.body:
                self._beside_blocks(node)
            self._template(extended.template)
        self._finish("_page(_given)", '"".join(_out)')
        macros = ", ".join(f"{name!r}: {python}" for name, python in self._macros.items())
        return "\n".join([*self._lines, f"_macros = {{{macros}}}", f"_places = {self._places!r}"])

    def _beside_blocks(self, node: nodes.Node) -> None:
        """Write what a template that extends another says outside its blocks, where text is not shown."""
        match node:
            case nodes.Import() | nodes.Macro() | nodes.Assign():
                self._statement(node)
            case nodes.Extends() | nodes.Block() | nodes.Output():
                pass
            case _:
                self._function.scope.refuse(f"no {type(node).__name__} may stand between blocks", node)

    def _finish(self, signature: str, result: str) -> None:
        """Put the function into the module."""
        template = self._function.scope.template
        self._lines += [f"def {signature}:", "    _out = []", *self._function.lines, f"    return {result}"]
        self._places += [template, template, *self._function.places, template]

    def _line(self, code: str, node: nodes.Node | None = None) -> None:
        function = self._function
        function.lines.append("    " * function.depth + code)
        function.places.append(f"{function.scope.template}:{node.lineno}" if node else function.scope.template)

    @contextmanager
    def _below(self, head: str, node: nodes.Node | None = None) -> Iterator[None]:
        """What stands below a line that ends with a colon."""
        self._line(head, node)
        self._function.depth += 1
        self._line("pass")
        yield
        self._function.depth -= 1

    @contextmanager
    def _inner(self, template: str | None = None) -> Iterator[None]:
        """A scope of names, in another template if one is named."""
        function, outer = self._function, self._function.scope
        function.scope = outer.inner(template or outer.template)
        yield
        function.scope = outer

    @contextmanager
    def _branch(self, head: str, node: nodes.Node | None = None) -> Iterator[None]:
        """What is done in one case only. A name that is set there has no meaning behind it, for the other case has not
        set it."""
        with self._inner(), self._below(head, node):
            yield
            inside = self._function.scope.names.maps[0]
        self._function.scope.names.update(dict.fromkeys(inside, UNKNOWN))

    def _value(self, node: nodes.Node) -> str:
        return value(node, self._function.scope)

    def _new(self, name: str) -> str:
        """The Python name of a name that is set: its own in each scope, so that none hides another."""
        here = self._function.scope.names.maps[0]
        here[name] = here.get(name) or f"{name}_{next(self._numbers)}"
        return here[name]

    def _all(self, some: Sequence[nodes.Node]) -> None:
        for node in some:
            self._statement(node)

    def _template(self, name: nodes.Expr) -> None:
        """Write another template into this one."""
        other = str(name.as_const())
        with self._inner(other):
            self._all(self._parsed(other).body)

    def _statement(self, node: nodes.Node) -> None:
        match node:
            case nodes.Output():
                self._output(node)
            case nodes.If():
                self._if(node)
            case nodes.For(test=None, recursive=False):
                self._for(node)
            case nodes.Assign():
                given = self._value(node.node)
                self._line(f"{self._target(node.target)} = {given}", node)
            case nodes.AssignBlock(target=nodes.Name(name=name), filter=None):
                self._captured(name, node.body)
            case nodes.Macro():
                self._macro(node)
            case nodes.Import(template=nodes.Const(value=name), with_context=False):
                self._import(name, node.target)
            case nodes.Include():
                self._template(node.template)
            case nodes.Block():
                template, body = self._blocks.get(node.name, (None, node.body))
                with self._inner(template):
                    self._all(body)
            case _:
                self._function.scope.refuse(f"templates have no such {type(node).__name__}", node)

    def _output(self, node: nodes.Output) -> None:
        """Add to the output; text between values in one piece."""
        parts, text = [], ""
        for child in node.nodes:
            constant = self._constant(child)
            if constant is None:
                parts += [repr(text), f"_escaped({self._value(child)})"]
                text = ""
            else:
                text += constant
        shown = ", ".join(part for part in (*parts, repr(text)) if part != "''")
        if shown:
            self._line(f"{self._function.output} += ({shown},)", node)

    def _constant(self, node: nodes.Expr) -> str | None:
        match node:
            case nodes.TemplateData(data=text):
                return str(text)
            case nodes.Const(value=constant):
                return str(escape(constant))
        said = words(node, self._function.scope)
        return None if said is None else str(escape(said))

    def _if(self, node: nodes.If) -> None:
        for index, one in enumerate((node, *node.elif_)):
            with self._branch(f"{'elif' if index else 'if'} {self._value(one.test)}:", one):
                self._all(one.body)
        if node.else_:
            with self._branch("else:"):
                self._all(node.else_)

    def _for(self, node: nodes.For) -> None:
        rows, number = self._value(node.iter), next(self._numbers)
        numbered = any(name.name == "loop" for one in node.body for name in one.find_all(nodes.Name))
        if numbered or node.else_:
            self._line(f"rows_{number} = list({rows})", node)
            rows = f"rows_{number}"
        with self._inner():
            target = self._target(node.target)
            head = f"for {target} in {rows}:"
            self._function.scope.names["loop"] = str(number) if numbered else UNKNOWN  # an outer loop's is not meant
            if numbered:
                head = f"for index_{number}, {target} in enumerate({rows}):"
            with self._below(head, node):
                self._all(node.body)
        if node.else_:
            with self._below(f"if not {rows}:"), self._inner():
                self._all(node.else_)

    def _target(self, node: nodes.Node) -> str:
        """What is assigned to: a name, or several."""
        if isinstance(node, nodes.Tuple):
            return f"({', '.join(self._target(one) for one in node.items)},)"
        assert isinstance(node, nodes.Name)
        return self._new(node.name)

    def _captured(self, name: str, body: list[nodes.Node]) -> None:
        """Output that gets a name instead of being shown."""
        function = self._function
        outer, function.output = function.output, f"_out_{next(self._numbers)}"
        self._line(f"{function.output} = []")
        with self._inner():
            self._all(body)
        self._line(f'{self._new(name)} = _html("".join({function.output}))')
        function.output = outer

    def _macro(self, node: nodes.Macro) -> None:
        """A macro is a function of the module: it knows what it is called with, what is imported, and other macros."""
        python, outer = self._new(node.name), self._function
        self._of_module.add(python)
        self._macros[node.name] = python
        defaults = [""] * (len(node.args) - len(node.defaults)) + [f"={self._value(one)}" for one in node.defaults]
        names = [arg.name for arg in node.args]
        known = {name: one for name, one in outer.scope.names.items() if one in self._of_module}
        self._function = _Function(replace(outer.scope, given=None, names=ChainMap({one: one for one in names}, known)))
        self._all(node.body)
        signature = ", ".join(f"{name}{default}" for name, default in zip(names, defaults, strict=True))
        self._finish(f"{python}({signature})", '_html("".join(_out))')
        self._function = outer

    def _import(self, template: str, name: str) -> None:
        """The macros of another template, which stays a module of its own."""
        python = self._new(name)
        self._of_module.add(python)
        self._lines.append(f"{python} = _environment.get_template({template!r}).macros")
        self._places.append(self._function.scope.template)
