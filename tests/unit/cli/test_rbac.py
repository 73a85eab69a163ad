"""``slipway rbac``: manifests for a runner, the same each time, from profiles and projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from slipway.cli.main import main

KINDS = [
    "ServiceAccount",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ClusterRole",
    "ClusterRoleBinding",
]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command; what it printed."""

    def run(*arguments: str) -> str:
        assert main(["rbac", *arguments]) == 0
        return capsys.readouterr().out

    return run


def bound(text: str) -> list[str]:
    """The cluster roles that the printed ClusterRole may bind."""
    [role] = [document for document in yaml.safe_load_all(text) if document["kind"] == "ClusterRole"]
    return [name for rule in role["rules"] if "bind" in rule["verbs"] for name in rule["resourceNames"]]


def file_of(folder: Path, name: str, content: Any) -> str:
    path = folder / name
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return str(path)


def test_it_prints_the_policy_before_the_rights(printed: Any) -> None:
    assert [document["kind"] for document in yaml.safe_load_all(printed())] == KINDS


def test_a_project_that_says_nothing_is_what_it_is_for_without_profiles(printed: Any) -> None:
    assert bound(printed()) == ["edit"]


def test_the_same_command_prints_the_same(printed: Any, tmp_path: Path) -> None:
    one = {"bindings": [{"cluster_role": "view", "groups": ["b", "a"]}]}
    first = file_of(tmp_path, "p.yml", {"one": one, "two": {"cluster_role": "admin"}})
    before = printed("--profiles", first)
    file_of(tmp_path, "p.yml", {"two": {"cluster_role": "admin"}, "one": one})
    assert printed("--profiles", first) == before


def test_it_begins_with_the_command_that_makes_it_again(printed: Any, tmp_path: Path) -> None:
    path = file_of(tmp_path, "my profiles.yml", {"one": {}})
    first = printed("--profiles", path, "--allow-adopt").splitlines()[0]
    assert first == (
        "# Made by: slipway rbac --name slipway-runner --service-account slipway/slipway-runner "
        f"--profiles '{path}' --allow-adopt"
    )


def test_several_files_of_profiles_count_together(printed: Any, tmp_path: Path) -> None:
    one = file_of(tmp_path, "1.yml", {"one": {"cluster_role": "view"}})
    two = file_of(tmp_path, "2.json", {"profiles": {"two": {"cluster_role": "admin"}}})
    assert bound(printed("--profiles", one, "--profiles", two)) == ["admin", "view"]


def test_projects_and_their_files_profiles_count(printed: Any, tmp_path: Path) -> None:
    projects = [{"name": "a", "profile": "one"}, {"name": "b", "cluster_role": "special"}]
    path = file_of(tmp_path, "p.yml", {"profiles": {"one": {"cluster_role": "view"}}, "projects": projects})
    assert bound(printed("--projects-file", path)) == ["special", "view"]


def test_what_templates_make_of_projects_counts(printed: Any, tmp_path: Path) -> None:
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {}}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "registry"}}
    file_of(tmp_path, "web.yml.j2", manifest)
    file_of(tmp_path, "secret.yml.j2", secret)
    profiles = {"one": {"templates": ["web.yml.j2", "secret.yml.j2"]}}
    path = file_of(tmp_path, "p.yml", {"profiles": profiles, "projects": [{"name": "a", "profile": "one"}]})
    text = printed("--projects-file", path)
    rules = next(document for document in yaml.safe_load_all(text) if document["kind"] == "ClusterRole")["rules"]
    assert ["deployments"] in [rule["resources"] for rule in rules]
    assert ["registry"] in [rule.get("resourceNames") for rule in rules]


@pytest.mark.parametrize(
    ("options", "remark"),
    [
        (["--allow-adopt"], "# Adoption: the runner can make a project of each namespace"),
        (["--extra-secret", "registry"], "# Secrets of templates: the runner reads those named registry"),
    ],
)
def test_it_says_what_is_dangerous(options: list[str], remark: str, printed: Any) -> None:
    assert remark in printed(*options)
    assert remark not in printed()


def test_a_name_with_a_line_break_stays_in_the_comment(printed: Any, tmp_path: Path) -> None:
    folder = tmp_path / "a\nkind: Secret"
    folder.mkdir()
    text = printed("--profiles", file_of(folder, "p.yml", {}))
    assert [document["kind"] for document in yaml.safe_load_all(text)] == KINDS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--service-account", "runner"], "service account 'runner' names no namespace; write NAMESPACE/NAME"),
        (["--service-account", "A/runner"], "service account 'A/runner': namespace 'A' is not a name"),
        (["--name", "a b"], "name 'a b' is not a name that Kubernetes takes"),
        (["--extra-kind", "Secret"], "kind 'Secret': who may write Secrets of any name may read them all"),
        (["--extra-kind", "apps/Namespace"], "kind 'apps/Namespace' is none that templates can make"),
        (["--extra-kind", "Namespace"], "kind 'Namespace' is none that templates can make"),
        (["--extra-secret", "project-token"], "secret 'project-token' is the project's token"),
        (["--profiles", "missing.yml"], "profiles: 'missing.yml' cannot be read"),
        (["--reserved", "a*b"], "reserved namespace 'a*b' is not a name that Kubernetes takes"),
    ],
)
def test_what_is_wrong_is_one_line(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["rbac", *arguments]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    [line] = shown.err.splitlines()
    assert message in line


@pytest.mark.parametrize("content", [["one"], "text", {"profiles": ["one"]}])
def test_a_file_that_holds_no_profiles_is_named(
    content: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rbac", "--profiles", file_of(tmp_path, "p.yml", content)]) == 1
    assert f"profiles: '{tmp_path}/p.yml': profiles: a mapping" in capsys.readouterr().err


def test_a_rule_that_would_give_the_runner_the_cluster_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = [{"api_groups": [""], "resources": ["secrets"], "verbs": ["get"]}]
    assert main(["rbac", "--profiles", file_of(tmp_path, "p.yml", {"reader": {"rules": rules}})]) == 1
    assert "profile 'reader': rules: rule 1: a runner must hold what it hands out" in capsys.readouterr().err
