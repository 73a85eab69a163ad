"""Takeover attempts by a runner: each is refused, by its rights, by its admission policy, or by both.

What the policy is to refuse is tried as well by an account that has the same policy and is cluster-admin besides: there
nothing but the policy stands in the way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import GiveRunner, Runner
from tests.fixtures.takeover import Attempt, Make, Places, applied, sent
from tests.fixtures.takeover_attempts import BY_POLICY, BY_RIGHTS_ALONE, IN_PODS, NEEDS, PARTS, namespace_of

REFUSED = 403


@pytest.fixture(scope="module")
def plain(give_runner: GiveRunner) -> Runner:
    """A runner of a few profiles."""
    return give_runner(NEEDS)


@pytest.fixture(scope="module")
def mighty(give_runner: GiveRunner) -> Runner:
    """The same, bound to cluster-admin besides: what it may not do is the policy's work alone."""
    return give_runner(NEEDS, is_admin=True)


@pytest.fixture(scope="module")
def spaces(cluster: RealCluster, plain: Runner) -> Iterator[tuple[str, str]]:
    """A project's namespace, and one of somebody else's."""
    own, foreign = (f"test-{uuid4().hex[:12]}" for _ in range(2))
    assert sent(plain, applied(namespace_of(own))) == 200
    cluster.kubectl("create", "namespace", foreign)
    cluster.kubectl("create", "serviceaccount", "project", "--namespace", foreign)
    cluster.kubectl("create", "role", "others", "--verb=get", "--resource=configmaps", "--namespace", own)
    for place in (own, foreign):
        for what in ("serviceaccount/default", "configmap/kube-root-ca.crt"):
            cluster.kubectl("wait", "--for=create", what, "--namespace", place, "--timeout=30s")
    yield own, foreign
    cluster.kubectl("delete", "namespace", own, foreign, "--wait=false")


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in (BY_POLICY | BY_RIGHTS_ALONE).items()])
def test_a_runner_is_refused(make: Make, plain: Runner, spaces: tuple[str, str]) -> None:
    attempt = make(Places(*spaces, plain.account))
    assert (sent(plain, attempt, dry_run=True), sent(plain, attempt)) == (REFUSED, REFUSED)


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in BY_POLICY.items()])
def test_the_policy_alone_refuses_it(make: Make, mighty: Runner, spaces: tuple[str, str]) -> None:
    attempt = make(Places(*spaces, mighty.account))
    assert (sent(mighty, attempt, dry_run=True), sent(mighty, attempt)) == (REFUSED, REFUSED)


@pytest.mark.parametrize("account", ["plain", "mighty"])
@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in IN_PODS.items()])
def test_a_runner_connects_to_no_pod(
    make: Make, account: str, request: pytest.FixtureRequest, spaces: tuple[str, str]
) -> None:
    runner: Runner = request.getfixturevalue(account)
    assert sent(runner, make(Places(*spaces, runner.account))) == REFUSED


@pytest.mark.parametrize("name", PARTS)
def test_what_is_refused_elsewhere_is_allowed_in_a_projects_namespace(
    name: str, plain: Runner, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    assert sent(plain, applied(namespace_of(place))) == 200
    assert sent(plain, applied(PARTS[name](place))) == 200


@pytest.mark.parametrize("user", ["kubernetes-admin", "system:serviceaccount:kube-system:default"])
def test_a_runner_acts_as_nobody_else(user: str, plain: Runner) -> None:
    assert sent(plain, Attempt("GET", "/api"), impersonate_user=user) == REFUSED


def test_others_are_not_touched_by_the_policy(
    cluster: RealCluster, plain: Runner, reserve_namespace: Callable[[], str]
) -> None:
    place = reserve_namespace()
    cluster.kubectl("create", "namespace", place)
    cluster.kubectl("create", "serviceaccount", "project", "--namespace", place)
    assert sent(cluster, applied(PARTS["config-map"](place))) == 200


def test_a_token_of_its_project_is_made(plain: Runner, spaces: tuple[str, str]) -> None:
    own, _foreign = spaces
    assert sent(plain, applied(PARTS["account"](own))) == 200
    assert sent(plain, Attempt("POST", f"/api/v1/namespaces/{own}/serviceaccounts/project/token", {"spec": {}})) == 200


def test_the_refusal_says_why(plain: Runner) -> None:
    said = plain.kubectl(
        "apply", "--server-side", "--filename", "-", stdin=json.dumps(namespace_of("kube-new")), check=False
    )
    assert "denied request: the namespace is reserved" in said
