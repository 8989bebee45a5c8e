"""What Jinja2 makes of our templates: code without the detours that they never need.

A page calls the functions of its language hundreds of times. What never changes is therefore decided once,
when a template is compiled, and not at each call: whether a function takes the page's context, and the words
that are the same on every page of a language.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from markupsafe import Markup, escape

_MARKS = re.compile("[&<>\"']").search


class TemplateCode(CodeGenerator):
    """Compiles templates whose only special functions are the environment's own: ``t`` and those with a context."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 (Jinja2 names it)
        """A plain call, with the context first where the function asks for it."""
        words = self._words(node)
        if words is not None:
            self.write(repr(words))
            return
        self.visit(node.node, frame)
        self.write("(context, " if self._asks_for_context(node.node, frame) else "(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute, as Python has it: what stands in a mapping is asked for by ``[]``."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Plain text, which ``~`` only makes keys and addresses of; where it is shown it is escaped like any other."""
        self.write("str_join((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def write_commons(self) -> None:
        """What every function of a template starts with."""
        super().write_commons()
        self.writeline("escape = environment.escaped")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """Words that stand alone become part of the text around them."""
        words = self._words(node)
        return super()._output_child_to_const(node, frame, finalize) if words is None else escape(words)

    def _words(self, node: nodes.Expr) -> str | None:
        """The words of ``t("common.yes")``; None of anything else."""
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=str() as key)], kwargs=[]):
                t: Any = self.environment.globals["t"]
                return str(t(key))
        return None

    def _asks_for_context(self, node: nodes.Expr, frame: Frame) -> bool:
        """Whether a function is one of the environment's that take the context, and no name of the template's own."""
        if not isinstance(node, nodes.Name):
            return False
        load = frame.symbols.find_load(frame.symbols.ref(node.name))
        function = self.environment.globals.get(node.name)
        return load == (VAR_LOAD_RESOLVE, node.name) and hasattr(function, "jinja_pass_arg")


class TemplateEnvironment(Environment):
    """An environment that compiles with ``TemplateCode``."""

    code_generator_class = TemplateCode

    @staticmethod
    def escaped(value: object) -> str:
        """A value as HTML; what is HTML already, or has nothing to escape, stays as it is."""
        if type(value) is Markup or (type(value) is str and not _MARKS(value)):
            return value
        return escape(value)
