# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pods that the API server refused to create. There is no pod to look at then: the controller tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..logs.fields import text
from .evidence import condition_quote, event_quotes
from .finding import ERROR, Finding
from .snapshot import Snapshot, condition, owner

__all__ = ["pod_refused"]


@dataclass(frozen=True)
class _Cause:
    code: str
    words: tuple[str, ...]
    summary: str
    next_step: str


_CAUSES = (
    _Cause(
        "quota_refused_pod",
        ("exceeded quota",),
        "The namespace's resource quota has no room for its pods.",
        "lower its requests or replicas, or raise the quota",
    ),
    _Cause(
        "quota_refused_pod",
        ("failed quota",),
        "The namespace's resource quota asks for requests and limits that its pods do not state.",
        "set the requests and limits named below, or add a LimitRange with defaults",
    ),
    _Cause(
        "pod_security_refused_pod",
        ("violates PodSecurity",),
        "Its pods break the pod security standard of the namespace.",
        "change the securityContext fields named below, or install into a namespace with a laxer standard",
    ),
)
_OTHER_CAUSE = _Cause(
    "pod_refused",
    (),
    "The API server refuses to create its pods.",
    "read the evidence: usually a missing service account, or an admission webhook",
)


def pod_refused(snapshot: Snapshot) -> Iterator[Finding]:
    """A controller may not create its pods: quota, pod security, or another admission."""
    for kind, name, message, quotes in _refusals(snapshot):
        cause = next((known for known in _CAUSES if any(words in message for words in known.words)), _OTHER_CAUSE)
        yield Finding(
            code=cause.code,
            severity=ERROR,
            kind=kind,
            namespace=snapshot.namespace,
            name=name,
            summary=cause.summary,
            next_step=cause.next_step,
            evidence=tuple(quotes),
        )


def _refusals(snapshot: Snapshot) -> Iterator[tuple[str, str, str, list[str]]]:
    for replica_set in snapshot.replica_sets:
        failure = condition(replica_set, "ReplicaFailure")
        if text(failure, "status") == "True" and text(failure, "reason") == "FailedCreate":
            kind, name = owner(replica_set)
            own_name = text(replica_set, "metadata", "name")
            yield kind or "ReplicaSet", name or own_name, text(failure, "message"), [condition_quote(failure)]
    for event in _newest_creation_events(snapshot):
        if text(event, "reason") == "FailedCreate":
            involved = event["involvedObject"]
            yield text(involved, "kind"), text(involved, "name"), text(event, "message"), event_quotes([event])


def _newest_creation_events(snapshot: Snapshot) -> Iterable[Mapping[str, Any]]:
    """One event a controller. Replica sets say it better in their condition; jobs that are gone do not count."""
    jobs = {text(job, "metadata", "uid") for job in snapshot.jobs}
    newest: dict[str, Mapping[str, Any]] = {}
    for event in snapshot.events:
        kind, uid = text(event, "involvedObject", "kind"), text(event, "involvedObject", "uid")
        if text(event, "reason") not in {"FailedCreate", "SuccessfulCreate"} or kind == "ReplicaSet":
            continue
        if uid in jobs or (uid and kind != "Job"):
            newest[uid] = event
    return newest.values()
