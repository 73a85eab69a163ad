# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong in a namespace: all rules over one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..cluster.client import Client
from ..logs.redact import Redactor
from .admission import pod_refused
from .crashes import crash_loop, out_of_memory, pod_failed
from .finding import ERROR, WARNING, Finding, made_safe
from .images import image_cannot_be_pulled
from .jobs import hook_failed, job_failed
from .scheduling import unschedulable
from .snapshot import Snapshot, take_snapshot

__all__ = ["RULES", "diagnose", "findings_in"]

Rule = Callable[[Snapshot], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    hook_failed,
    pod_refused,
    image_cannot_be_pulled,
    unschedulable,
    out_of_memory,
    crash_loop,
    job_failed,
    pod_failed,
)
"""In the order in which findings are told: what fails an install first. A rule is added here."""


def diagnose(
    client: Client, namespace: str, selector: str | None = None, redactor: Redactor | None = None
) -> list[Finding]:
    """Read the namespace and tell what is wrong in it; an empty list when nothing is.

    :param selector: labels of the pods, as kubectl's ``-l``; None for all of the namespace.
    :param redactor: knows the secrets that evidence must not show.
    :raises SlipwayError: the cluster could not be reached, or does not know us.
    """
    return findings_in(take_snapshot(client, namespace, selector), redactor)


def findings_in(snapshot: Snapshot, redactor: Redactor | None = None) -> list[Finding]:
    """What all rules find, errors first, safe to show."""
    redactor = redactor or Redactor()
    found = [made_safe(finding, redactor) for rule in RULES for finding in rule(snapshot)]
    found += [made_safe(finding, redactor) for finding in _not_seen(snapshot)]
    return sorted(found, key=lambda finding: finding.severity != ERROR)


def _not_seen(snapshot: Snapshot) -> Iterator[Finding]:
    """What we may not read is told: otherwise no finding would look like all is well."""
    for kind, problem in snapshot.unreadable:
        yield Finding(
            code="cannot_be_read",
            severity=WARNING,
            kind="Namespace",
            namespace=snapshot.namespace,
            name=snapshot.namespace,
            summary=f"The {kind} could not be read, so findings may be missing. {problem}.",
            next_step=f"ask for the right to list {kind} in the namespace, and run again",
        )
