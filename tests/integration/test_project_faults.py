"""An API server, or what stands before it, that fails at random: nothing is lost, and a second run mends the rest."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import connect
from slipway.errors import SlipwayError
from tests.fixtures.desired_states import RICH, State, with_templates
from tests.fixtures.fault_proxy import FAULTS, FaultProxy, fault_proxy
from tests.fixtures.project_namespace import CHECK, project_namespace
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner
from tests.soak.counts import count, dice, tell

ReserveNamespace = Callable[[], str]

MANY = 4
OTHER: State = {
    "cluster_role": "view",
    "labels": {"tier": "b"},
    "network": {"same_namespace": True},
    "variables": {"maps": [{"name": "second", "data": {"d": "4"}}]},
}
KINDS = "serviceaccounts,roles,rolebindings,resourcequotas,limitranges,networkpolicies,configmaps,services,deployments"
MARK = "app.kubernetes.io/managed-by=slipway"


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_at_random_is_done_by_a_second_run_at_the_latest(
    runner: Runner,
    runner_client: Client,
    cluster: RealCluster,
    reserve_namespace: ReserveNamespace,
    tmp_path: Path,
    fault: str,
) -> None:
    places, chance = [reserve_namespace() for _ in range(MANY)], dice(fault)
    share = 0.03 if fault == "429" else 0.12  # each 429 is a second's pause
    wanted: dict[str, set[str]] = {}
    failed = requests = injected = 0
    runs = count(2, 24)
    for number in range(runs):
        name, state = (("rich", RICH), ("other", OTHER))[number % 2]
        asked = _asked(places, state, tmp_path)
        with _proxied(runner, tmp_path, lambda _method: fault if chance.random() < share else None) as (proxy, client):
            try:
                told = project_namespace(client, **asked)
            except SlipwayError:
                failed += 1
            else:
                assert told["counts"]["failed"] == 0
                assert not project_namespace(runner_client, CHECK, **asked)["changed"]
        requests, injected = requests + proxy.requests, injected + sum(proxy.faults.values())
        project_namespace(runner_client, **asked)
        assert not project_namespace(runner_client, CHECK, **asked)["changed"]
        found = _ours(cluster, places)
        assert all(names == found[places[0]] for names in found.values())
        assert found[places[0]] == wanted.setdefault(name, found[places[0]])
    assert injected
    tell(f"{fault}: {injected} of {requests} requests failed, {failed} of {runs} runs ended with an error, all mended")


def test_all_faults_together_lose_nothing(
    runner: Runner, runner_client: Client, reserve_namespace: ReserveNamespace, tmp_path: Path
) -> None:
    """Run again through the failing proxy until it is done: in the end all is there."""
    places, chance = [reserve_namespace() for _ in range(MANY)], dice("all")
    tries = 0
    for state in (RICH, OTHER)[: count(1, 2)]:
        asked, done = _asked(places, state, tmp_path), False
        with _proxied(runner, tmp_path, lambda _method: chance.choice(FAULTS) if chance.random() < 0.1 else None) as (
            _proxy,
            client,
        ):
            while not done:
                tries += 1
                assert tries < 20
                try:
                    done = project_namespace(client, **asked)["counts"]["failed"] == 0
                except SlipwayError:
                    continue
        assert not project_namespace(runner_client, CHECK, **asked)["changed"]
    tell(f"all faults together: done after {tries} runs")


def _asked(places: list[str], state: State, folder: Path) -> dict[str, Any]:
    projects = [{"name": "any", "id": str(number), "namespace": place} for number, place in enumerate(places)]
    return {"profile": "side", "profiles": {"side": with_templates(state, folder)}, "projects": projects}


@contextmanager
def _proxied(runner: Runner, folder: Path, choose: Callable[[str], str | None]) -> Iterator[tuple[FaultProxy, Client]]:
    """A proxy, and a client that goes through it."""
    config = json.loads(runner.kubeconfig.read_text(encoding="utf-8"))
    place, authority, ca_file = config["clusters"][0]["cluster"], trustme.CA(), folder / "proxy.crt"
    pem = base64.b64decode(place["certificate-authority-data"]).decode()
    authority.cert_pem.write_to_path(str(ca_file))
    with fault_proxy(place["server"], pem, authority.issue_cert("127.0.0.1"), choose) as proxy:
        options = {"host": proxy.url, "api_key": config["users"][0]["user"]["token"], "ca_cert": str(ca_file)}
        with closing(Client(connect(options, {}))) as client:
            yield proxy, client


def _ours(cluster: RealCluster, places: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {place: set() for place in places}
    for item in cluster.get(KINDS, "--all-namespaces", "-l", MARK)["items"]:
        if (place := item["metadata"]["namespace"]) in found:
            found[place].add(f"{item['kind']}/{item['metadata']['name']}")
    return found
