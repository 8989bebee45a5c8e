"""Expressions of templates, in Python."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from jinja2 import TemplateAssertionError, nodes

_OPERATORS: Mapping[type[nodes.Node], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.And: "and", nodes.Or: "or",
}  # fmt: skip
_COMPARED = {
    "eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in",
}  # fmt: skip
_FILTERS = frozenset(("float", "length", "round", "striptags"))
"""Those of Jinja2 that are called with a value alone. Some others first take the environment."""

UNKNOWN = ""
"""Stands in a scope for the Python name of what has one only in some cases."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place in a ``template``: those that were set there are Python's ``names``; those that all
    templates have are ``common``; any other is looked up in what the page was ``given``, which a macro cannot see."""

    template: str
    common: Mapping[str, Any]
    given: str | None = "_given"
    names: ChainMap[str, str] = field(default_factory=ChainMap)

    def inner(self, template: str) -> Scope:
        """A scope in which names can be set that are not known outside."""
        return replace(self, template=template, names=self.names.new_child())

    def python(self, name: str, node: nodes.Node) -> str:
        """A name in Python."""
        if name in self.names:
            return self.names[name] or self.refuse(f"{name} is not known here", node)
        if name in self.common:
            return name
        if self.given is None:
            self.refuse(f"a macro knows only what it is called with, not {name}", node)
        return f"{self.given}[{name!r}]"

    def refuse(self, why: str, node: nodes.Node) -> NoReturn:
        """Stop at what templates must not say."""
        raise TemplateAssertionError(why, node.lineno, self.template)


def words(node: nodes.Node, scope: Scope) -> str | None:
    """The words of ``t("common.yes")``, which never change; None of anything else."""
    match node:
        case nodes.Call(
            node=nodes.Name(name="t"), args=[nodes.Const(value=str() as key)], kwargs=[], dyn_args=None, dyn_kwargs=None
        ) if "t" not in scope.names:
            return str(scope.common["t"](key))
    return None


def value(node: nodes.Node, scope: Scope) -> str:
    """An expression in Python. Attributes and items are what they are there, and so is ``and``."""
    match node:
        case nodes.Name(name=name):
            return scope.python(name, node)
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr):
            return _of_loop(attr, node, scope)
        case nodes.Getattr(node=of, attr=attr):
            return f"{value(of, scope)}.{attr}"
        case nodes.Getitem(node=of, arg=nodes.Slice(start=None, stop=nodes.Expr() as stop, step=None)):
            return f"{value(of, scope)}[:{value(stop, scope)}]"
        case nodes.Getitem(node=of, arg=item):
            return f"{value(of, scope)}[{value(item, scope)}]"
        case nodes.Call(dyn_args=None, dyn_kwargs=None):
            return _call(node, scope)
        case nodes.Filter(name=name, node=nodes.Expr() as of, args=more, kwargs=[], dyn_args=None, dyn_kwargs=None) if (
            name in _FILTERS
        ):
            return f"_filters[{name!r}]({_all([of, *more], scope)})"
        case nodes.Test(name=name, node=of, args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
            return f"({value(of, scope)} is None)" if name == "none" else f"_tests[{name!r}]({value(of, scope)})"
    return _operation(node, scope)


def _operation(node: nodes.Node, scope: Scope) -> str:
    match node:
        case nodes.BinExpr(left=left, right=right) if type(node) in _OPERATORS:
            return f"({value(left, scope)} {_OPERATORS[type(node)]} {value(right, scope)})"
        case nodes.Not(node=of):
            return f"(not {value(of, scope)})"
        case nodes.Neg(node=of):
            return f"(-{value(of, scope)})"
        case nodes.Compare(expr=first, ops=rest):
            compared = "".join(f" {_COMPARED[one.op]} {value(one.expr, scope)}" for one in rest)
            return f"({value(first, scope)}{compared})"
        case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
            return f"({value(yes, scope)} if {value(test, scope)} else {value(no, scope)})"
    return _made(node, scope)


def _made(node: nodes.Node, scope: Scope) -> str:
    match node:
        case nodes.Const(value=constant):
            return repr(constant)
        case nodes.Concat(nodes=parts):  # plain text, for keys and addresses; where it is shown it is escaped
            return f"'{'%s' * len(parts)}' % ({_all(parts, scope)},)"
        case nodes.Tuple(items=items):
            return f"({_all(items, scope)},)" if items else "()"
        case nodes.List(items=items):
            return f"[{_all(items, scope)}]"
        case nodes.Dict(items=pairs):
            return f"{{{', '.join(f'{value(pair.key, scope)}: {value(pair.value, scope)}' for pair in pairs)}}}"
        case _:
            return scope.refuse(f"templates have no {type(node).__name__}", node)


def _call(node: nodes.Call, scope: Scope) -> str:
    constant = words(node, scope)
    if constant is not None:
        return repr(constant)
    named = "".join(f", {one.key}={value(one.value, scope)}" for one in node.kwargs)
    return f"{value(node.node, scope)}({(_all(node.args, scope) + named).removeprefix(', ')})"


def _all(some: list[nodes.Expr], scope: Scope) -> str:
    return ", ".join(value(one, scope) for one in some)


def _of_loop(attr: str, node: nodes.Node, scope: Scope) -> str:
    """What is known of the place in a loop: all its rows are in ``rows_1``, the number of this one in ``index_1``."""
    number = scope.names.get("loop") or scope.refuse("no loop is known here", node)
    found = {
        "index0": f"index_{number}",
        "first": f"(index_{number} == 0)",
        "last": f"(index_{number} == len(rows_{number}) - 1)",
        "previtem": f"rows_{number}[range(index_{number})[-1]]",  # an error for the first, not the last row
    }
    return found[attr] if attr in found else scope.refuse(f"loops have no {attr}", node)
