"""Any desired state on the real cluster: applied it is equal, and check mode says beforehand exactly what is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import given

from slipway.cluster.client import Client
from tests.fixtures.audit import AuditLog
from tests.fixtures.desired_states import State, desired_states, with_templates
from tests.fixtures.project_namespace import CHECK, mutating, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.soak.counts import dice, examples, tell

ReserveNamespace = Callable[[], str]

DRIFTS = (
    ("label", "namespace", "PLACE", "team=drifted", "--overwrite"),
    ("label", "namespace", "PLACE", "tier-", "slipway.dev/project-"),
    ("annotate", "namespace", "PLACE", "example.com/theirs=1"),
    ("delete", "rolebinding", "--all", "-n", "PLACE"),
    ("delete", "configmap", "--all", "-n", "PLACE"),
    ("delete", "resourcequota,limitrange,service", "--all", "-n", "PLACE"),
    ("delete", "networkpolicy,deployment", "--all", "-n", "PLACE"),
    ("label", "rolebinding,networkpolicy,configmap", "--all", "-n", "PLACE", "slipway.dev/project-"),
    ("patch", "serviceaccount", "project", "-n", "PLACE", "--type=merge", "-p", '{"imagePullSecrets":[]}'),
)
"""What others do in between; what is not there to be changed stays as it is."""


@given(state=desired_states())
@examples(suite=8, soak=150)
def test_any_desired_state_once_applied_is_unchanged_and_costs_no_write(
    runner_client: Client, reserve_namespace: ReserveNamespace, audit: AuditLog, tmp_path: Path, state: State
) -> None:
    place = reserve_namespace()
    asked = {"name": "any", "namespace": place, **with_templates(state, tmp_path)}
    assert project_namespace(runner_client, **asked)["changed"]
    mark = audit.mark()
    again = project_namespace(runner_client, **asked)
    assert (again["changed"], again["diff"]) == (False, []), again
    assert not mutating(audit, mark, place)


@given(first=desired_states(), second=desired_states())
@examples(suite=8, soak=150)
def test_check_mode_says_exactly_what_the_run_then_does_from_any_state_to_any_other(
    cluster: RealCluster,
    runner_client: Client,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
    first: State,
    second: State,
) -> None:
    place, chance = reserve_namespace(), dice(repr((first, second)))
    for number, state in enumerate((first, second, first)):
        asked = {"name": "any", "namespace": place, **with_templates(state, tmp_path)}
        if number:
            drift = chance.choice(DRIFTS)
            cluster.kubectl(*(word.replace("PLACE", place) for word in drift), check=False)
        predicted = project_namespace(runner_client, CHECK, **asked)
        done = project_namespace(runner_client, **asked)
        assert _without_prediction(predicted) == done["projects"]
        assert not project_namespace(runner_client, CHECK, **asked)["changed"]
    tell(f"{place}: two desired states, from one to the other and back, each as predicted")


def _without_prediction(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{key: value for key, value in project.items() if key != "prediction"} for project in result["projects"]]
