# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task names its cluster: the options of kubernetes.core and their K8S_AUTH_* variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_BOOLEANS = ("validate_certs", "allow_http")
_OF_TRUSTED_ALONE = frozenset(_VARIABLES) - {"proxy", "request_timeout"}
"""What the environment says of the operator's own cluster is not sent to one that somebody else named."""
_SECONDS = re.compile(r"[0-9]{1,6}\Z")
_TRUTH = {
    **dict.fromkeys(("1", "true", "yes", "on", "y", "t"), True),
    **dict.fromkeys(("0", "false", "no", "off", "n", "f"), False),
}


def connection_options(parameters: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The connection options of a task: what it gives, else what the K8S_AUTH_* variables give.

    An ``untrusted`` cluster gets nothing from the variables that tell where the operator's own is, and who the
    operator is there.

    :raises ConfigurationError: a variable that must be true or false, or seconds, is not.
    """
    options: dict[str, Any] = {name: parameters.get(name) for name in CONNECTION_ARGUMENTS}
    for name, variable in _VARIABLES.items():
        if options[name] is None and not (options["untrusted"] and name in _OF_TRUSTED_ALONE):
            options[name] = _from_variable(name, variable, environment)
    if options["request_timeout"] is not None and options["request_timeout"] < 1:
        raise ConfigurationError("request_timeout must be at least 1 second")
    return options


def _from_variable(name: str, variable: str, environment: Mapping[str, str]) -> Any:
    text = environment.get(variable)
    if not text:
        return None
    if name == "request_timeout":
        if not _SECONDS.match(text):
            raise ConfigurationError(f"{variable} must be a number of seconds")
        return int(text)
    if name in _BOOLEANS:
        if text.lower() not in _TRUTH:
            raise ConfigurationError(f"{variable} must be true or false")
        return _TRUTH[text.lower()]
    if name == "impersonate_groups":
        return [group.strip() for group in text.split(",") if group.strip()]
    return text
