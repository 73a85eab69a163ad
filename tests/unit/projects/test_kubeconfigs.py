"""What a task tells of its projects' kubeconfigs is what was done, and all of them share one time to wait."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from slipway.projects import kubeconfigs
from slipway.projects.kubeconfig import KubeconfigPlan, WrittenKubeconfig
from slipway.projects.kubeconfig_target import KubeconfigTarget
from slipway.projects.kubeconfigs import LEAST_WAIT, converge_kubeconfigs, remove_kubeconfigs
from slipway.projects.outcome import ProjectOutcome
from slipway.projects.project import project_of
from tests.fixtures.scripted_server import Answer, status_object
from tests.unit.projects.kubeconfig_files import ServeClient, file_of, put
from tests.unit.projects.service_account_tokens import bound_claims, made_token

ASKED = {"timeout": 120}


def outcome(name: str = "shop", token: str = "bound") -> ProjectOutcome:
    return ProjectOutcome(project_of({"name": name}, {"token": token}))


def actions(made: ProjectOutcome) -> list[dict[str, Any]]:
    return made.result(check_mode=False)["actions"]  # type: ignore[no-any-return]  # a result is plain data


def test_one_that_was_written_is_told_with_its_path(target: KubeconfigTarget, serve: ServeClient) -> None:
    client, _server = serve(Answer(201, {"status": {"token": made_token(bound_claims())}}))
    made = outcome()
    converge_kubeconfigs(client, target, [made], ASKED, check_mode=False)
    path = str(file_of(target))
    assert actions(made) == [{"kind": "Kubeconfig", "name": path, "action": "created"}]
    assert made.returned == {"kubeconfig": path}


def test_one_that_got_no_token_is_not_told_as_created(target: KubeconfigTarget, serve: ServeClient) -> None:
    client, _server = serve(Answer(403, status_object(403, "Forbidden")))
    made = outcome()
    converge_kubeconfigs(client, target, [made], ASKED, check_mode=False)
    assert made.error is not None
    assert (actions(made), made.returned, made.changed) == ([], {}, False)


def test_check_mode_tells_what_would_be_written(target: KubeconfigTarget, serve: ServeClient) -> None:
    client, _server = serve()
    made = outcome()
    converge_kubeconfigs(client, target, [made], ASKED, check_mode=True)
    assert [action["action"] for action in actions(made)] == ["created"]
    assert made.returned == {"kubeconfig": str(file_of(target))}
    assert not file_of(target).exists()


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_that_is_removed_is_named_by_its_file(
    target: KubeconfigTarget, monkeypatch: pytest.MonkeyPatch, *, check_mode: bool
) -> None:
    put(target, bound_claims())
    monkeypatch.setenv("HOME", str(Path(str(target.folder)).parent))
    made = outcome()
    remove_kubeconfigs("~/kubeconfigs", [made], check_mode=check_mode)
    assert actions(made) == [{"kind": "Kubeconfig", "name": str(file_of(target)), "action": "removed"}]
    assert file_of(target).exists() is check_mode


def test_a_project_without_a_token_any_more_loses_its_file(target: KubeconfigTarget, serve: ServeClient) -> None:
    put(target, bound_claims())
    client, _server = serve()
    made = outcome(token="none")
    converge_kubeconfigs(client, target, [made], ASKED, check_mode=False)
    assert actions(made) == [{"kind": "Kubeconfig", "name": str(file_of(target)), "action": "removed"}]


def test_all_projects_wait_for_their_tokens_together(
    target: KubeconfigTarget, serve: ServeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, waits = [1000.0], []

    def written(_client: Any, plan: KubeconfigPlan, *, account_uid: str | None, timeout: float) -> WrittenKubeconfig:
        assert account_uid is None
        waits.append(timeout)
        clock[0] += 50
        return WrittenKubeconfig(plan.path, "", "")

    monkeypatch.setattr(kubeconfigs, "write_kubeconfig", written)
    monkeypatch.setattr(kubeconfigs, "time", SimpleNamespace(time=lambda: 0.0, monotonic=lambda: clock[0]))
    monkeypatch.setattr(kubeconfigs, "in_parallel", lambda work, items: [work(item) for item in items])
    client, _server = serve()
    projects = [outcome(name, "secret") for name in "abcd"]
    converge_kubeconfigs(client, target, projects, ASKED, check_mode=False)
    assert waits == [120.0, 70.0, 20.0, LEAST_WAIT]
