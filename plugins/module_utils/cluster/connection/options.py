# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a cluster is named: the options of kubernetes.core and their K8S_AUTH_* variables, read and checked in one place.

Ansible checks the options of a task before it hands them over; a Python script has nobody else to do it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from ...errors import ConfigurationError

__all__ = ["CONNECTION_ARGUMENTS", "connection_options"]

CONNECTION_ARGUMENTS: dict[str, dict[str, Any]] = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str"},
    "host": {"type": "str"},
    "api_key": {"type": "str", "no_log": True},
    "ca_cert": {"type": "path", "aliases": ["ssl_ca_cert"]},
    "client_cert": {"type": "path", "aliases": ["cert_file"]},
    "client_key": {"type": "path", "aliases": ["key_file"], "no_log": True},
    "validate_certs": {"type": "bool", "aliases": ["verify_ssl"]},
    "proxy": {"type": "str"},
    "impersonate_user": {"type": "str"},
    "impersonate_groups": {"type": "list", "elements": "str"},
    "request_timeout": {"type": "int"},
    "allow_http": {"type": "bool"},
    "untrusted": {"type": "bool"},
    "allowed_targets": {"type": "list", "elements": "str"},
    "slipway_debug": {"type": "bool"},
}
"""Ansible argument spec. The variables are read by connection_options, from the task's environment too."""

_VARIABLES = {
    "kubeconfig": "K8S_AUTH_KUBECONFIG",
    "context": "K8S_AUTH_CONTEXT",
    "host": "K8S_AUTH_HOST",
    "api_key": "K8S_AUTH_API_KEY",
    "ca_cert": "K8S_AUTH_SSL_CA_CERT",
    "client_cert": "K8S_AUTH_CERT_FILE",
    "client_key": "K8S_AUTH_KEY_FILE",
    "validate_certs": "K8S_AUTH_VERIFY_SSL",
    "proxy": "K8S_AUTH_PROXY",
    "impersonate_user": "K8S_AUTH_IMPERSONATE_USER",
    "impersonate_groups": "K8S_AUTH_IMPERSONATE_GROUPS",
    "request_timeout": "SLIPWAY_REQUEST_TIMEOUT",
    "allow_http": "SLIPWAY_ALLOW_HTTP",
}
_OF_TRUSTED_ALONE = frozenset(_VARIABLES) - {"proxy", "request_timeout"}
"""What the environment says of the operator's own cluster is not sent to one that somebody else named."""
_ALIASES = {alias: name for name, argument in CONNECTION_ARGUMENTS.items() for alias in argument.get("aliases", ())}
_SECONDS = re.compile(r"[0-9]{1,6}\Z")
_LONGEST = 999_999
"""Seconds, eleven days: far more than any call takes, and no more than every clock and socket can count."""
_TRUTH = {
    **dict.fromkeys(("1", "true", "yes", "on", "y", "t"), True),
    **dict.fromkeys(("0", "false", "no", "off", "n", "f"), False),
}


def connection_options(parameters: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """All connection options under their documented names: what is given, else what the K8S_AUTH_* variables say.

    Reading what it gave a second time changes nothing. An ``untrusted`` cluster gets nothing from the variables
    that tell where the operator's own is, and who the operator is there.

    :param parameters: connection options alone, aliases included; None where not given.
    :raises ConfigurationError: an option that there is none of, or a value that cannot be right. No value is quoted.
    """
    given = _under_their_names(parameters)
    options = {name: _read(name, name, given.get(name)) for name in CONNECTION_ARGUMENTS}
    for name, variable in _VARIABLES.items():
        # An empty variable is one that is not set.
        if options[name] is None and not (options["untrusted"] and name in _OF_TRUSTED_ALONE):
            options[name] = _read(name, variable, environment.get(variable) or None)
    return options


def _under_their_names(parameters: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for written, value in parameters.items():
        name = _ALIASES.get(written, written)
        if name not in CONNECTION_ARGUMENTS:
            raise ConfigurationError(f"there is no connection option {written!r}; {_meant(written)}")
        if value is None:
            continue
        if name in given and given[name] != value:
            raise ConfigurationError(f"{name} is given twice with two values, once by an alias of it; give it once")
        given[name] = value
    return given


def _meant(written: Any) -> str:
    near = get_close_matches(str(written), [*CONNECTION_ARGUMENTS, *_ALIASES], n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(CONNECTION_ARGUMENTS)}"


def _read(name: str, source: str, value: Any) -> Any:
    """The value as what the option is, or None.

    :param source: the option or the variable that it was given by, for messages.
    """
    return None if value is None else _READERS[CONNECTION_ARGUMENTS[name]["type"]](source, value)


def _text(source: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{source} must be text, not {type(value).__name__}")
    return value


def _path(source: str, value: Any) -> str:
    return _text(source, os.fspath(value) if isinstance(value, os.PathLike) else value)


def _truth(source: str, value: Any) -> bool:
    # Of Python's values true, false, 1 and 0 are meant so; any other would be true for "false" and for []
    found = _TRUTH.get(str(value).lower()) if isinstance(value, (bool, int, str)) else None
    if found is None:
        raise ConfigurationError(f"{source} must be true or false")
    return found


def _seconds(source: str, value: Any) -> int | float:
    number = int(value) if isinstance(value, str) and _SECONDS.match(value) else value
    # What is not a number compares with nothing, so that NaN is refused here too.
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not 1 <= number <= _LONGEST:
        raise ConfigurationError(f"{source} must be a number of seconds, from 1 to {_LONGEST}")
    return number


def _texts(source: str, value: Any) -> list[str]:
    if isinstance(value, str):
        return [text.strip() for text in value.split(",") if text.strip()]
    if not isinstance(value, (list, tuple, set, frozenset)) or not all(isinstance(text, str) for text in value):
        raise ConfigurationError(f"{source} must be a list of texts")
    return list(value)


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "str": _text,
    "path": _path,
    "bool": _truth,
    "int": _seconds,
    "list": _texts,
}
"""By the type in Ansible's argument spec; the one number is a number of seconds."""
