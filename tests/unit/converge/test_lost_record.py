"""A namespace that lost its record: it has the usual kinds in its record until what is removed is gone."""

from __future__ import annotations

from typing import Any

from slipway.converge.applied_kinds import recorded_entries
from slipway.converge.difference import Difference
from slipway.converge.plan_namespaces import _Draft
from slipway.converge.wanted_namespace import WantedNamespace

NAMESPACE: dict[str, Any] = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}}
QUOTA = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q", "namespace": "n"}}


def test_the_usual_kinds_are_recorded_while_what_is_no_longer_wanted_is_removed() -> None:
    wanted = WantedNamespace(NAMESPACE, (), {}, usual=frozenset({"v1/ResourceQuota"}))
    steps = [Difference(NAMESPACE, "updated", NAMESPACE, NAMESPACE), Difference(QUOTA, "removed", QUOTA, None)]
    interim = _Draft(wanted, NAMESPACE, ()).planned(steps).interim
    assert interim is not None
    assert recorded_entries(interim) == {"v1/ResourceQuota"}
