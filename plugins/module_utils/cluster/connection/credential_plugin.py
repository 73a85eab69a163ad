# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs may name a program that gives the credentials: it is run, within the time that there is.

Protocol: ExecCredential of client.authentication.k8s.io, v1 and v1beta1. The official package waits for such a
program for ever, writes its error output, which may hold a token, to the root logger, and goes on without
credentials when it fails.
"""

from __future__ import annotations

import base64
import json
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ...errors import ConfigurationError

__all__ = ["credentials_of_plugin"]

LARGEST_OUTPUT = 1024 * 1024
"""Bytes: a token with a chain of certificates has a few kilobytes."""
_SECONDS_TO_DIE = 1.0
_NAME = re.compile(r"[A-Za-z0-9._+-]{1,64}\Z")
_CLUSTER_FIELDS = ("server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url")
_AUTHORITY = "certificate-authority"
_CLUSTER_CONFIG = "client.authentication.k8s.io/exec"
_SEE = "run kubectl with this kubeconfig to see why"


class _TooSlow(Exception):
    """The program did not end in time."""


def credentials_of_plugin(program: Mapping[str, Any], cluster: Mapping[str, Any], seconds: float) -> dict[str, str]:
    """What the program gave, as the fields of a kubeconfig's user: a token, a certificate with its key, or all of it.

    Nothing that it writes is shown, unless it may ask on the operator's own terminal.

    :param program: the user's ``exec``.
    :param cluster: the context's cluster; the program is told of it if it wants to be.
    :param seconds: how long it may take; then it is killed, with all that it has started.
    :raises ConfigurationError: it cannot be run, fails, does not end in time, or gives no credentials.
    """
    given = program.get("args") or []
    arguments = [program.get("command"), *(given if isinstance(given, list) else [given])]
    if not arguments[0] or not all(isinstance(argument, str) for argument in arguments):
        raise _failed("has no command, or arguments that are no texts", "correct the kubeconfig")
    interactive = program.get("interactiveMode") != "Never" and os.isatty(0) and os.isatty(2)
    if program.get("interactiveMode") == "Always" and not interactive:
        raise _failed("must ask on a terminal, and there is none", "run this on one, or use other credentials")
    try:
        information = _information(program, cluster, interactive=interactive)
        environment = {**os.environ, **_variables(program), "KUBERNETES_EXEC_INFO": json.dumps(information)}
        code, output = _run(arguments, environment, seconds, interactive=interactive)
    except FileNotFoundError:
        problem, remedy = "is not installed or not in PATH", _SEE
    except _TooSlow:
        name = os.path.basename(arguments[0])
        problem = (
            f"{f'({name}) ' if _NAME.match(name) else ''}did not end within {max(round(seconds, 1), 0.1):g} seconds"
        )
        remedy = f"{_SEE}, or give more time (request_timeout)"
    except (OSError, ValueError, TypeError, KeyError):
        problem, remedy = "cannot be run", _SEE
    else:
        found = {} if code else _credentials(output, program.get("apiVersion"))
        if found:
            return found
        problem, remedy = f"ended with exit code {code}" if code else "gave no credentials", _SEE
    raise _failed(problem, remedy)


def _failed(problem: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(f"the credential plugin of the kubeconfig's user {problem}; {remedy}")


def _variables(program: Mapping[str, Any]) -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in program.get("env") or ()}


def _information(program: Mapping[str, Any], cluster: Mapping[str, Any], *, interactive: bool) -> dict[str, Any]:
    """What the program is told of the call."""
    about: dict[str, Any] = {"interactive": interactive}
    if program.get("provideClusterInfo"):
        told = {field: cluster[field] for field in _CLUSTER_FIELDS if cluster.get(field)}
        if cluster.get(_AUTHORITY) and f"{_AUTHORITY}-data" not in told:
            # One that cannot be read is told when the connection is made.
            with suppress(OSError), open(cluster[_AUTHORITY], "rb") as stream:
                told[f"{_AUTHORITY}-data"] = base64.b64encode(stream.read(LARGEST_OUTPUT)).decode()
        for extension in cluster.get("extensions") or ():
            if isinstance(extension, Mapping) and extension.get("name") == _CLUSTER_CONFIG:
                told["config"] = extension.get("extension")
        about["cluster"] = told
    return {"apiVersion": program.get("apiVersion"), "kind": "ExecCredential", "spec": about}


def _run(
    arguments: list[Any], environment: Mapping[str, str], seconds: float, *, interactive: bool
) -> tuple[int, bytes]:
    """Exit code and output.

    :raises _TooSlow: it was killed.
    """
    end = time.monotonic() + seconds
    terminal = None if interactive else subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603  # the operator's own kubeconfig says what to run, as for kubectl
        arguments,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=environment,
        # All that it starts is killed with it. One that asks on the terminal must stay in the terminal's own group.
        start_new_session=not interactive,
    )
    ended = False
    try:
        output = _output(process.stdout, end)
        code = process.wait(max(end - time.monotonic(), 0.0))
        ended = True
    except subprocess.TimeoutExpired:
        raise _TooSlow from None
    finally:
        if not ended:
            _kill(process, with_group=not interactive)
    return code, output


def _output(pipe: Any, end: float) -> bytes:
    """All that comes until the pipe is closed, as much as is looked at.

    :raises _TooSlow: it is still open at the end, by the program or by something that it has started.
    """
    output = bytearray()
    with pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            chunk = os.read(pipe.fileno(), 65536)
            output += chunk
            if not chunk or len(output) > LARGEST_OUTPUT:
                return bytes(output)
    raise _TooSlow


def _kill(process: subprocess.Popen[bytes], *, with_group: bool) -> None:
    with suppress(OSError):
        if with_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    # One that may not be killed, since it runs as somebody else, is not waited for.
    with suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_DIE)


def _credentials(output: bytes, version: Any) -> dict[str, str]:
    """The fields that an answer of the protocol's form has; empty for any other."""
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(answer, dict) or (answer.get("apiVersion"), answer.get("kind")) != (version, "ExecCredential"):
        return {}
    status = answer.get("status")
    given = status if isinstance(status, dict) else {}
    found = {"token": given["token"]} if _is_text(given.get("token")) else {}
    pems = [given.get(name) for name in ("clientCertificateData", "clientKeyData")]
    if all(map(_is_text, pems)):
        data = (base64.b64encode(str(pem).encode("utf-8", "replace")).decode() for pem in pems)
        found.update(zip(("client-certificate-data", "client-key-data"), data, strict=True))
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
