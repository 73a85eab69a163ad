"""project_namespace in plays: both doors return the same, a second play writes nothing, wrong input is one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.audit import AuditLog
from tests.fixtures.playbook import RunPlaybook
from tests.fixtures.real_cluster import RealCluster
from tests.fixtures.runner import Runner
from tests.fixtures.running_playbook import PlaybookRun

ReserveNamespace = Callable[[], str]

_WAYS = {"invocation", "ansible_job_id", "started", "finished", "results_file", "ansible_facts", "stdout", "stderr"}
"""What a result has that tells how the task ran: its arguments, the async job, the interpreter that was found."""


def play(*tasks: dict[str, Any], **keywords: Any) -> str:
    """JSON is YAML."""
    return json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks, **keywords}])


def project_namespace(register: str = "made", **arguments: Any) -> dict[str, Any]:
    return {"slipway.kubernetes.project_namespace": arguments, "register": register}


def shown(run: PlaybookRun, variable: str) -> Any:
    """The value that `debug: var=` printed."""
    begin = run.stdout.index(f'    "{variable}": ')
    return json.loads("{" + run.stdout[begin : run.stdout.index("\n}", begin)] + "}")[variable]


def without_ways(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key not in _WAYS and not key.endswith("_lines")}


@pytest.fixture
def environment(runner: Runner, tmp_path: Path) -> dict[str, str]:
    # Ansible looks for the results of asynchronous tasks below the home of the account, not below HOME.
    return {"K8S_AUTH_KUBECONFIG": str(runner.kubeconfig), "ANSIBLE_ASYNC_DIR": str(tmp_path / "async")}


def test_a_second_play_changes_nothing_and_sends_nothing_that_writes(
    run_playbook: RunPlaybook, environment: dict[str, str], reserve_namespace: ReserveNamespace, audit: AuditLog
) -> None:
    places = [reserve_namespace() for _ in range(3)]
    text = play(project_namespace(projects=[{"name": "shop", "id": n, "namespace": p} for n, p in enumerate(places)]))
    first = run_playbook(text, environment=environment)
    assert "changed=1 " in first.stdout, first.text
    mark = audit.mark()
    second = run_playbook(text, environment=environment)
    assert "changed=0 " in second.stdout, second.text
    asked = [record for record in audit.requests(mark) if {record.name, record.namespace} & set(places)]
    assert len(asked) == 9
    assert not [str(record) for record in asked if record.is_mutating or record.is_dry_run]
    assert not [path for run in (first, second) for path in run.temp_folder.iterdir()]


def test_the_action_and_the_module_return_the_same(
    run_playbook: RunPlaybook, environment: dict[str, str], reserve_namespace: ReserveNamespace
) -> None:
    one, other = reserve_namespace(), reserve_namespace()
    shared = {"name": "shop", "labels": {"team": "a"}}

    def in_both_ways(**changes: Any) -> list[dict[str, Any]]:
        as_module = {"async": 60, "poll": 1}
        return [
            project_namespace(f"action_{len(changes)}", namespace=one, **{**shared, **changes}),
            {**project_namespace(f"module_{len(changes)}", namespace=other, **{**shared, **changes}), **as_module},
            {"ansible.builtin.debug": {"var": f"action_{len(changes)}"}},
            {"ansible.builtin.debug": {"var": f"module_{len(changes)}"}},
        ]

    run = run_playbook(
        play(
            *in_both_ways(),
            *in_both_ways(annotations={"note": "é"}),
            *in_both_ways(cluster_role="view", labels={"team": "b"}),
        ),
        "--diff",
        "-v",
        environment=environment,
    )
    assert run.rc == 0, run.text
    assert run.stdout.count("runs inside the controller's process") == 3
    assert run.stdout.count("runs as a module, because the task is asynchronous") == 3
    for number in range(3):
        by_action, by_module = (shown(run, f"{way}_{number}") for way in ("action", "module"))
        renamed = json.loads(json.dumps(without_ways(by_module)).replace(other, one))
        assert without_ways(by_action) == renamed
        assert by_action["changed"]
        assert by_action["diff"]


def test_both_doors_fail_the_same(run_playbook: RunPlaybook, environment: dict[str, str], namespace: str) -> None:
    task = {**project_namespace("by_action", name="shop", namespace=namespace), "ignore_errors": True}
    by_module = {**task, "register": "by_module", "async": 60, "poll": 1}
    debugs = [{"ansible.builtin.debug": {"var": name}} for name in ("by_action", "by_module")]
    run = run_playbook(play(task, by_module, *debugs), environment=environment)
    failures = [without_ways(shown(run, name)) for name in ("by_action", "by_module")]
    assert failures[0]["failure"] == failures[1]["failure"] == {"code": "refused"}
    assert failures[0]["msg"] == failures[1]["msg"]
    assert failures[0]["changed"] is failures[1]["changed"] is False
    assert "Traceback" not in run.text


def test_check_mode_predicts_and_writes_nothing(
    run_playbook: RunPlaybook, environment: dict[str, str], reserve_namespace: ReserveNamespace, cluster: RealCluster
) -> None:
    place = reserve_namespace()
    text = play(project_namespace(name="shop", namespace=place), {"ansible.builtin.debug": {"var": "made"}})
    predicted = run_playbook(text, "--check", "--diff", environment=environment)
    assert "NotFound" in cluster.kubectl("get", "namespace", place, check=False)
    done = run_playbook(text, "--diff", environment=environment)
    foretold = shown(predicted, "made")
    assert foretold["projects"][0].pop("prediction") == "local"
    assert foretold == shown(done, "made")
    assert f"+++ after: Namespace {place}" in predicted.stdout


def test_module_defaults_of_the_group_reach_the_task(
    run_playbook: RunPlaybook, reserve_namespace: ReserveNamespace, cluster: RealCluster
) -> None:
    place = reserve_namespace()
    defaults = {"group/slipway.kubernetes.all": {"kubeconfig": str(cluster.kubeconfig)}}
    run = run_playbook(play(project_namespace(name="shop", namespace=place), module_defaults=defaults))
    assert run.rc == 0, run.text
    assert cluster.get("namespace", place)["metadata"]["labels"]["slipway.dev/project"] == "shop"


def test_files_are_found_beside_the_play_wherever_it_is_started(
    run_playbook: RunPlaybook, environment: dict[str, str], reserve_namespace: ReserveNamespace, tmp_path: Path
) -> None:
    place, other = reserve_namespace(), reserve_namespace()
    folder = tmp_path / "plays"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "settings.yml.j2").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {who: {{ project.name | to_json }}}\n"
    )
    (folder / "projects.yml").write_text(f"- {{name: shop, namespace: {place}}}\n")
    (folder / "play.yml").write_text(
        play(
            project_namespace(projects_file="projects.yml", templates=["settings.yml.j2"]),
            {**project_namespace(name="x", namespace=other, templates=["settings.yml.j2"]), "async": 60, "poll": 1},
        )
    )
    run = run_playbook(folder / "play.yml", environment=environment)
    assert run.rc == 0, run.text
    assert "changed=2 " in run.stdout


WRONG_INPUT: list[tuple[dict[str, Any], str]] = [
    ({"name": "shop", "namespace": "x" * 64}, "has 64 characters; Kubernetes takes at most 63"),
    ({"name": "shop", "namespace": "Shop"}, "namespace 'Shop' is not a name that Kubernetes takes"),
    ({"name": "shop", "namespace": "kube-system"}, "namespace kube-system is reserved"),
    ({"name": "shop", "labels": {"team": 7}}, "the value of the label 'team' is not a string"),
    ({"name": "shop", "cluster_role": "no-such-role"}, "the cluster has no cluster role no-such-role"),
    ({"projects": [{"name": "a", "id": 1}, {"name": "A", "id": 1}]}, "projects 1 and 2 of 2 have the same namespace"),
    ({"projects": [{"name": "a"}], "name": "b"}, "parameters are mutually exclusive: name|projects|projects_file"),
    ({"id": 7}, "one of the following is required: name, projects, projects_file"),
    ({"name": "shop", "nmespace": "x"}, "nmespace"),
]


def test_wrong_input_is_one_line_that_says_what_to_do(run_playbook: RunPlaybook, environment: dict[str, str]) -> None:
    tasks = [{**project_namespace(**arguments), "ignore_errors": True} for arguments, _ in WRONG_INPUT]
    run = run_playbook(play(*tasks), environment=environment)
    lines = [line for line in run.text.splitlines() if line.startswith("[ERROR]")]
    for line, (_, sentence) in zip(lines, WRONG_INPUT, strict=True):
        assert sentence in line
    assert "Traceback" not in run.text
