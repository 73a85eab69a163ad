# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jinja2 that renders an operator's templates over a project's data: no files, no Python, no changes, no doubt.

Values are data and never rendered. ``to_json`` writes one as JSON that YAML reads as the same value, so that no
text can end the scalar that it stands in. What is printed as it is must be text, a number or true or false.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..errors import ConfigurationError, InvalidInput
from ..resources.names import quoted

__all__ = ["LARGEST_OUTPUT", "SandboxedTemplate", "compiled"]

LARGEST_OUTPUT = 1024 * 1024
"""Characters that one template may render for one project."""
_FILE = "<template>"
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_RANDOM = ("lipsum", "random")
_LARGEST_POWER = 64


class _Unfit(Exception):
    """What is asked for is safe, and yet nothing that a manifest needs. Its text shows no value."""


class SandboxedTemplate:
    """A compiled template.

    :param template: Jinja2's.
    :param words: names and texts that stand in the template itself: they may be shown.
    """

    def __init__(self, template: Any, words: frozenset[str]) -> None:
        self._template = template
        self._words = words

    def render(self, context: Mapping[str, Any]) -> str:
        """What the template makes of the values.

        :raises InvalidInput: a sentence that begins with the line, and shows no value.
        """
        parts: list[str] = []
        length = 0
        try:
            for part in self._template.generate(context):
                length += len(part)
                if length > LARGEST_OUTPUT:
                    break
                parts.append(part)
        except Exception as error:  # noqa: BLE001  # a template can raise whatever Python can
            raise InvalidInput(f"{_place(error)}{self._problem(error)}") from None
        if length > LARGEST_OUTPUT:
            raise InvalidInput(f"it renders more than {LARGEST_OUTPUT} characters; make several templates of it")
        return "".join(parts)

    def _problem(self, error: Exception) -> str:
        from jinja2 import UndefinedError
        from jinja2.exceptions import SecurityError

        if isinstance(error, _Unfit):
            return str(error)
        if isinstance(error, SecurityError):
            return "this is not allowed in a template: it may neither reach into Python nor change what it is given"
        if isinstance(error, UndefinedError):
            named = quoted(str(error)) if str(error) in self._words else "a value that is used here"
            return f"{named} is not defined; give it in variables, or write a default"
        return f"this cannot be computed ({type(error).__name__})"


def compiled(source: str) -> SandboxedTemplate:
    """A template, compiled once for many projects.

    :raises InvalidInput: a sentence that begins with the line.
    :raises ConfigurationError: Jinja2 is not installed.
    """
    try:
        from jinja2 import TemplateSyntaxError
    except ImportError:
        raise ConfigurationError(
            "the Python package 'jinja2' is missing, which renders templates; install it: pip install jinja2"
        ) from None
    environment = _environment()
    try:
        tree = environment.parse(source)
        _refuse_other_files(tree)
        code = environment.compile(tree, filename=_FILE)
    except TemplateSyntaxError as error:
        raise InvalidInput(f"line {error.lineno}: {' '.join((error.message or 'no template').split())[:200]}") from None
    except RecursionError:
        raise InvalidInput("it is nested too deep") from None
    template = environment.template_class.from_code(environment, code, environment.make_globals(None))
    return SandboxedTemplate(template, _words(tree))


def _refuse_other_files(tree: Any) -> None:
    from jinja2 import nodes

    for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)):
        raise InvalidInput(f"line {node.lineno}: a template cannot take in other files; list them in templates")


def _words(tree: Any) -> frozenset[str]:
    from jinja2 import nodes

    found = [node.name for node in tree.find_all(nodes.Name)]
    found += [node.attr for node in tree.find_all(nodes.Getattr)]
    found += [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    return frozenset(found)


def _place(error: Exception) -> str:
    """The line of the template that raised it: Jinja2 puts it into the traceback."""
    line, step = 0, error.__traceback__
    while step is not None:
        line = step.tb_lineno if step.tb_frame.f_code.co_filename == _FILE else line
        step = step.tb_next
    return f"line {line}: " if line else ""


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import StrictUndefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Missing(StrictUndefined):
        """Tells its name alone: Jinja2's sentences may hold values."""

        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            return str(self._undefined_name)

    class Sandbox(ImmutableSandboxedEnvironment):
        """No short expression makes a text or a number that fills the memory."""

        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if _is_too_large(operator, left, right):
                raise _Unfit("this makes a text or a number that is too large")
            return super().call_binop(context, operator, left, right)

    # Only a finalizer that takes the context is left for the run, where its error has a line.
    finalize = pass_context(lambda _, value: _printed(value))
    options: dict[str, Any] = {"undefined": Missing, "finalize": finalize, "keep_trailing_newline": True}
    environment = Sandbox(autoescape=False, **options)  # YAML, not HTML
    # Jinja2's own writes what YAML cannot read, for characters beyond 16 bits.
    environment.filters.update(to_json=_to_json, tojson=_to_json)
    for name in _RANDOM:  # nothing would be the same on the second run
        environment.filters.pop(name, None)
        environment.globals.pop(name, None)
    return environment


def _is_too_large(operator: str, left: Any, right: Any) -> bool:
    if operator == "**":
        return not all(isinstance(value, int | float) and abs(value) <= _LARGEST_POWER for value in (left, right))
    for many, times in ((left, right), (right, left)):
        if isinstance(many, str | list | tuple) and isinstance(times, int):
            return len(many) * times > LARGEST_OUTPUT
    return False


def _printed(value: Any) -> str:
    from jinja2 import Undefined

    if isinstance(value, str | Undefined):
        return str(value)  # which raises for one that is undefined
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and math.isfinite(value):
        return str(value)
    what = {type(None): "null", dict: "a mapping", list: "a list", tuple: "a list"}.get(type(value))
    if what:
        raise _Unfit(f"{what} is printed as it is; write it through to_json, or name what is in it")
    raise _Unfit("this prints nothing that YAML has; a key that is named as a method is read as variables['items']")


def _to_json(value: Any) -> str:
    """JSON that is YAML too, on one line."""
    from jinja2 import Undefined

    def refused(inner: Any) -> Any:
        if isinstance(inner, Undefined):
            str(inner)  # raises, with its name
        raise TypeError("JSON cannot say it")

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=refused)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
