# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kubeconfig that somebody else wrote: data is taken from it, and nothing in it is run, opened or followed.

The operator's own is read elsewhere, where all three are done.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...errors import ConfigurationError
from ..guard.server_url import literal_address
from ..guard.url_rules import is_host_name
from .yaml_package import yaml_package

__all__ = ["LARGEST_KUBECONFIG", "UntrustedCluster", "is_flat", "read_untrusted_kubeconfig"]

LARGEST_KUBECONFIG = 1024 * 1024
"""Bytes; a kubeconfig with a hundred clusters has half of it."""
_DEEPEST = 20
_OPENS = "would open a file of this machine"
_RUNS = "would run a program on this machine"
_ACTS = "would act as somebody else"
_EMBED = "ask for one with embedded data (kubectl config view --flatten --minify)"
_TOKEN_INSTEAD = "ask for one with a service account's token, or with an embedded certificate"  # noqa: S105  # a sentence
# Fields that would do something here, or say who we are in a way that we do not have.
_REFUSED = {
    ("cluster", "certificate-authority"): (_OPENS, _EMBED),
    ("cluster", "proxy-url"): ("would send us by another way", "give a proxy of your own by the option proxy"),
    ("user", "client-certificate"): (_OPENS, _EMBED),
    ("user", "client-key"): (_OPENS, _EMBED),
    ("user", "tokenFile"): (_OPENS, _EMBED),
    ("user", "exec"): (_RUNS, _TOKEN_INSTEAD),
    ("user", "auth-provider"): (_RUNS, _TOKEN_INSTEAD),
    ("user", "username"): ("is of a kind that Kubernetes does not know any more", _TOKEN_INSTEAD),
    ("user", "password"): ("is of a kind that Kubernetes does not know any more", _TOKEN_INSTEAD),
    ("user", "as"): (_ACTS, "give impersonate_user yourself"),
    ("user", "as-uid"): (_ACTS, "give impersonate_user yourself"),
    ("user", "as-groups"): (_ACTS, "give impersonate_groups yourself"),
    ("user", "as-user-extra"): (_ACTS, "give impersonate_user yourself"),
}
_EMPTY = ("", "~", "null", "Null", "NULL")  # YAML's words for nothing, which are read as text here
_PEM_LABEL = re.compile(r"-----BEGIN ([^\r\n]*?)-----")
_CERTIFICATE = re.compile(r"CERTIFICATE")
_KEY = re.compile(r"(?:RSA |EC |ENCRYPTED )?PRIVATE KEY|EC PARAMETERS")
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, repr=False)
class UntrustedCluster:
    """What an untrusted kubeconfig says of one cluster and its user. ``repr()`` shows none of it.

    :param host: the server's address as it is written; only ``parse_server_url`` may read it.
    :param authority_pem: the CAs to trust, as PEM; None for the system's.
    :param server_name: a checked host name or address to expect in the certificate.
    :param verify: whether the server's certificate is checked.
    """

    host: str
    authority_pem: str | None = None
    certificate_pem: str | None = None
    key_pem: str | None = None
    token: str | None = None
    server_name: str | None = None
    verify: bool = True


def read_untrusted_kubeconfig(path: str, context: str | None) -> UntrustedCluster:
    """One context's cluster and user, of a single file whose name is the operator's and whose content is not.

    :param context: None for the file's current one.
    :raises ConfigurationError: the file cannot be read; it is no kubeconfig; the context is not there; or a field
        in it would run a program, open a file or go another way, or is malformed. Nothing of the file is quoted.
    """
    document = _document(path)
    entry = _named(document, "contexts", context or _text(document.get("current-context")), "context")
    if not entry:
        wanted = f"context {context!r} is not in it" if context else "its current context is not in it"
        raise ConfigurationError(f"the untrusted kubeconfig {path}: {wanted}; set the option context to one that is")
    cluster = _named(document, "clusters", _text(entry.get("cluster")), "cluster")
    user = _named(document, "users", _text(entry.get("user")), "user")
    for section, fields in (("cluster", cluster), ("user", user)):
        _refuse(path, section, fields)
    certificate = _pem(path, user, "client-certificate-data", _CERTIFICATE)
    key = _pem(path, user, "client-key-data", _KEY)
    if bool(certificate) != bool(key):
        raise _malformed(path, "client-certificate-data and client-key-data", "are given one without the other")
    return UntrustedCluster(
        host=_text(cluster.get("server")),
        authority_pem=_pem(path, cluster, "certificate-authority-data", _CERTIFICATE),
        certificate_pem=certificate,
        key_pem=key,
        token=_token(path, user),
        server_name=_server_name(path, cluster),
        verify=_text(cluster.get("insecure-skip-tls-verify")).lower() != "true",
    )


def _document(path: str) -> dict[str, Any]:
    yaml = yaml_package()
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            content = stream.read(LARGEST_KUBECONFIG + 1)
    except (OSError, ValueError):
        raise ConfigurationError(
            f"the untrusted kubeconfig {path} cannot be read; check the path and that you may read it"
        ) from None
    if len(content) > LARGEST_KUBECONFIG:
        raise ConfigurationError(f"the untrusted kubeconfig {path} is longer than 1 MiB; ask for one with one cluster")
    # This loader makes text of every value: no tags, no merges, no numbers that take minutes to compute.
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        document = yaml.load(content, loader) if is_flat(yaml.parse(content, loader)) else None
    except (ValueError, yaml.YAMLError):
        document = None
    if not isinstance(document, dict):
        raise ConfigurationError(
            f"the untrusted kubeconfig {path} is no kubeconfig; it must be YAML without aliases and deep nesting"
        )
    return document


def is_flat(events: Iterable[Any]) -> bool:
    """Whether YAML is as simple as every kubeconfig: aliases and depth are ways to make much of little.

    libyaml's loaders, which know no limit, crash the whole process at a depth of some ten thousand.

    :param events: of ``yaml.parse``.
    """
    yaml = yaml_package()
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            return False
    return True


def _named(document: dict[str, Any], kind: str, name: str, field: str) -> dict[str, Any]:
    """The first entry of this name, as for kubectl; empty when there is none."""
    entries = document.get(kind)
    for entry in entries if name and isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("name") == name:
            found = entry.get(field)
            return found if isinstance(found, dict) else {}
    return {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value not in _EMPTY else ""


def _refuse(path: str, section: str, fields: dict[str, Any]) -> None:
    for (where, field), (what, remedy) in _REFUSED.items():
        if where == section and fields.get(field) not in (None, *_EMPTY):
            raise ConfigurationError(
                f"the untrusted kubeconfig {path} has the {section}'s {field}, which {what}; {remedy}"
            )


def _pem(path: str, fields: dict[str, Any], field: str, allowed: re.Pattern[str]) -> str | None:
    value = fields.get(field)
    if value in (None, *_EMPTY):
        return None
    try:
        text = base64.b64decode("".join(value.split()), validate=True).decode("ascii")
    except (AttributeError, ValueError):
        raise _malformed(path, field, "is no base64 of PEM") from None
    labels = _PEM_LABEL.findall(text)
    if not labels or not all(allowed.fullmatch(label) for label in labels):
        raise _malformed(path, field, "is no base64 of the PEM that belongs there")
    return text


def _token(path: str, user: dict[str, Any]) -> str | None:
    value = user.get("token")
    if value in (None, *_EMPTY):
        return None
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise _malformed(path, "token", "has a character that no token has")
    return value


def _server_name(path: str, cluster: dict[str, Any]) -> str | None:
    value = cluster.get("tls-server-name")
    if value in (None, *_EMPTY):
        return None
    name = value.lower() if isinstance(value, str) else ""
    if not is_host_name(name) and (literal_address(name) is None or "%" in name):
        raise _malformed(path, "tls-server-name", "is no host name")
    return name


def _malformed(path: str, field: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"the untrusted kubeconfig {path}: {field} {what}; ask for one that kubectl wrote")
