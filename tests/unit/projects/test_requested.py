"""All of a task's input is checked before anything is sent, and what is wrong is named."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.manifests import ProjectManifests
from slipway.projects.naming import identity_digest
from slipway.projects.operation import OPERATION
from slipway.projects.requested import requested_projects
from slipway.resources.manifest import reference_of

SMALL = {"quota": {"pods": 5}, "labels": {"size": "small"}}


def parameters(**given: Any) -> dict[str, Any]:
    """What Ansible hands over: every parameter, its default where it is not given."""
    return {name: argument.get("default") for name, argument in OPERATION.arguments.items()} | given


def requested(**given: Any) -> list[ProjectManifests]:
    return requested_projects(parameters(**given))


def objects(item: ProjectManifests) -> list[tuple[str, str]]:
    return [(found.kind, found.name) for found in map(reference_of, item.wanted.objects)]


def test_one_project_is_a_list_of_one() -> None:
    (item,) = requested(name="shop", id="42", environment="staging")
    assert item.project.namespace == "shop-42-staging"
    assert item.project.identity == {
        "app.kubernetes.io/managed-by": "slipway",
        "slipway.dev/identity": identity_digest("shop", "42", "staging"),
        "slipway.dev/project": "shop",
        "slipway.dev/project-id": "42",
        "slipway.dev/environment": "staging",
    }


def test_parts_that_are_not_given_have_no_label() -> None:
    (item,) = requested(name="shop", id="", environment="")
    assert item.project.namespace == "shop"
    assert not {"slipway.dev/project-id", "slipway.dev/environment"} & item.project.identity.keys()


def test_a_number_as_id_is_taken() -> None:
    (item,) = requested(projects=[{"name": "shop", "id": 0}])
    assert item.project.namespace == "shop-0"


def test_a_list_of_projects_keeps_its_order() -> None:
    assert [item.project.name for item in requested(projects=[{"name": "b"}, {"name": "a"}])] == ["b", "a"]


def test_no_projects_is_nothing_to_do() -> None:
    assert requested(projects=[]) == []


def test_a_project_of_two_words_takes_all_else_from_its_profile() -> None:
    (item,) = requested(projects=[{"name": "shop", "profile": "small"}], profiles={"small": SMALL})
    assert objects(item) == [
        ("ServiceAccount", "project"),
        ("RoleBinding", "slipway-project"),
        ("ResourceQuota", "slipway-project"),
    ]
    assert item.wanted.namespace["metadata"]["labels"]["size"] == "small"


def test_the_task_s_profile_is_that_of_projects_that_name_none() -> None:
    entries = [{"name": "a"}, {"name": "b", "profile": "large"}]
    small, large = requested(projects=entries, profile="small", profiles={"small": SMALL, "large": {}})
    assert ("ResourceQuota", "slipway-project") in objects(small)
    assert ("ResourceQuota", "slipway-project") not in objects(large)


def test_a_file_brings_projects_and_profiles_and_the_task_s_profiles_come_first(tmp_path: Path) -> None:
    file = tmp_path / "projects.json"
    file.write_text(json.dumps({"projects": [{"name": "shop", "profile": "small"}], "profiles": {"small": SMALL}}))
    (item,) = requested(projects_file=str(file), profiles={"small": {"quota": {"pods": 7}}})
    (quota,) = [found for found in item.wanted.objects if found["kind"] == "ResourceQuota"]
    assert quota["spec"]["hard"] == {"pods": "7"}


def test_templates_of_a_file_s_profile_lie_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.yml.j2").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
        "data: {who: {{ project.name | to_json }}, size: {{ variables.size | to_json }}}\n"
    )
    file = tmp_path / "projects.json"
    profiles = {"small": {"templates": ["settings.yml.j2"], "variables": {"size": "{{ x }}"}}}
    file.write_text(json.dumps({"projects": [{"name": "shop", "profile": "small"}], "profiles": profiles}))
    (item,) = requested(projects_file=str(file))
    made = item.wanted.objects[-1]
    assert made["data"] == {"who": "shop", "size": "{{ x }}"}
    assert made["metadata"] == {"name": "settings", "namespace": "shop", "labels": item.project.identity}


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"name": "!"}, "project 2 of 2, '!': name '!' has no letter"),
        ({"name": "x", "namespace": "X"}, "project 2 of 2, 'x': namespace 'X' is not a name"),
        ({"name": "x", "namespace": "kube-x"}, "project 2 of 2, 'x': namespace kube-x is reserved"),
        ({"name": "x", "namespace": "ops-x"}, "project 2 of 2, 'x': namespace ops-x is reserved"),
        ({"name": "x", "labels": {"a": 1}}, "project 2 of 2, 'x': the value of the label 'a' is not a string"),
        ({"name": "x", "annotations": {"a": 1}}, "project 2 of 2, 'x': the value of the annotation 'a' is not"),
        ({"name": "x", "cluster_role": "a/b"}, "project 2 of 2, 'x': cluster_role: 'a/b' is not the name of"),
        ({"name": "x", "quota": {"cpuu": 1}}, "project 2 of 2, 'x': quota: 'cpuu'"),
        ({"name": "x", "quota": {"cpu": "a lot"}}, "project 2 of 2, 'x': quota: "),
        ({"name": "x", "limits": [{"type": "Box"}]}, "project 2 of 2, 'x': limits: item 1: "),
        ({"name": "x", "network": {"dsn": True}}, "project 2 of 2, 'x': network: 'dsn' is not known"),
        ({"name": "x", "network": {"dns": "yes"}}, "project 2 of 2, 'x': network.dns: true or false is needed"),
        (
            {"name": "x", "bindings": [{"users": ["a"]}]},
            "project 2 of 2, 'x': bindings: item 1: cluster_role is missing",
        ),
        ({"name": "x", "bindings": [{"cluster_role": "view"}]}, "bindings: item 1: nobody is bound"),
        ({"name": "x", "scoped_quotas": [{"name": "a"}]}, "scoped_quotas: item 1: name and hard are needed"),
        ({"name": "x", "pod_security_version": "1.30"}, "pod_security_version: '1.30' is neither latest nor"),
        ({"name": "x", "token": "bound", "token_lifetime": 60}, "token_lifetime: Kubernetes takes from 600 to"),
        ({"name": "x", "token": "bound", "token_lifetime": 2**33}, "token_lifetime: Kubernetes takes from 600 to"),
        ({"name": "x", "scoped_quotas": [{"name": "a", "hard": {"pods": 1}}]}, "scopes or scope_selector is needed"),
        ({"name": "x", "labels": {"pod-security.kubernetes.io/enforce": "high"}}, "nothing that Pod Security knows"),
        ({"name": "x", "labels": {"pod-security.kubernetes.io/warn-version": "1"}}, "nothing that Pod Security knows"),
        ({"name": "x", "labels": {"pod-security.kubernetes.io/enforced": "baseline"}}, "that Pod Security knows"),
        ({"name": "x", "templates": ["a"]}, "project 2 of 2, 'x': templates: "),
        ({"name": "x", "profile": "large"}, "project 2 of 2, 'x': profile: there is no profile 'large'"),
        ({"name": "shop", "id": "7"}, "projects 1 and 2 of 2 have the same namespace shop-7"),
        ({"name": "x", "namespace": "shop-7"}, "projects 1 and 2 of 2 have the same namespace shop-7"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, dict) else None,
)
def test_a_wrong_project_among_many_is_named(entry: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        requested(projects=[{"name": "Shop", "id": 7}, entry], profiles={"small": SMALL}, reserved_namespaces=["ops-*"])
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_hostile_name_is_escaped_in_the_message() -> None:
    with pytest.raises(InvalidInput) as refused:
        requested(projects=[{"name": "\x1b[!!"}])
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("given", [{"labels": {"a": "b"}}, {"id": "1"}, {"adopt": True}, {"quota": {"pods": 1}}])
def test_what_a_list_of_projects_would_not_use_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="with a list of projects, give it to each project or to its profile"):
        requested(projects=[{"name": "shop"}], **given)


def test_the_label_of_pod_security_and_the_setting_exclude_each_other() -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    (item,) = requested(name="shop", labels=labels)
    assert item.wanted.namespace["metadata"]["labels"].items() >= labels.items()
    assert "pod-security.kubernetes.io/enforce-version" not in item.wanted.namespace["metadata"]["labels"]
    with pytest.raises(InvalidInput, match="pod_security: the label"):
        requested(name="shop", labels=labels, pod_security="baseline")


@pytest.mark.parametrize("part", ["日本", "!", " ", "\x1b"])
def test_with_a_namespace_name_id_and_environment_may_be_any_text(part: str) -> None:
    (item,) = requested(name=part, id=part, environment=part, namespace="shop")
    assert item.project.namespace == "shop"
    labels = item.wanted.namespace["metadata"]["labels"]
    assert len(labels["slipway.dev/project"]) == 6
    assert labels["slipway.dev/identity"] == identity_digest(part, part, part)


def test_a_project_without_a_name_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^name: it is empty; give the project a name$"):
        requested(name="", namespace="shop")


@pytest.mark.parametrize(
    ("entry", "shown"),
    [({}, "small"), ({"profile": "large"}, "large"), ({"profile": None}, ""), ({"profile": ""}, "small")],
)
def test_templates_are_told_the_profile_that_was_used(entry: dict[str, Any], shown: str, tmp_path: Path) -> None:
    template = tmp_path / "settings.yml.j2"
    template.write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {profile: {{ project.profile | to_json }}}\n"
    )
    entries = [{"name": "shop", **entry}]
    profiles: dict[str, Any] = {"small": {}, "large": {}}
    (item,) = requested(projects=entries, profile="small", profiles=profiles, templates=[str(template)])
    assert item.wanted.objects[-1]["data"] == {"profile": shown}


def test_a_cluster_role_that_the_api_takes_is_taken() -> None:
    (item,) = requested(name="shop", cluster_role="Team role (ops)")
    assert item.wanted.objects[1]["roleRef"]["name"] == "Team role (ops)"


def test_a_version_of_pod_security_is_checked_by_one_rule() -> None:
    assert requested(name="shop", pod_security_version="v1.1000")
    with pytest.raises(InvalidInput, match=r"pod_security_version: 'v1\.01' is neither latest nor"):
        requested(name="shop", pod_security_version="v1.01")


def test_a_binding_does_not_have_the_name_of_another_one_s_stand_in() -> None:
    bindings = [{"cluster_role": role, "users": ["ann"]} for role in ("view", "view-next")]
    with pytest.raises(InvalidInput, match=r"^bindings: a RoleBinding 'slipway-bind-view-next' cannot be beside"):
        requested(name="shop", bindings=bindings)
    assert requested(name="shop", bindings=bindings[1:])


def test_a_binding_of_a_template_does_not_either(tmp_path: Path) -> None:
    template = tmp_path / "bindings.yml.j2"
    template.write_text(
        "{% for name in ['ops', 'ops-next'] %}---\n"
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: {{ name }}}\n"
        "roleRef: {kind: ClusterRole, name: view}\n{% endfor %}"
    )
    with pytest.raises(InvalidInput, match=r"^templates: a RoleBinding 'ops-next' cannot be beside 'ops'"):
        requested(name="shop", templates=[str(template)], allow_kinds=["RoleBinding"])


def test_a_template_that_is_a_folder_leaves_nothing_open(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")
    with pytest.raises(InvalidInput, match="is no regular file; name one"):
        requested(name="shop", templates=[str(tmp_path)])
    assert os.listdir("/proc/self/fd") == before


def test_own_rules_make_a_role_that_is_bound() -> None:
    rules = [{"api_groups": [""], "resources": ["configmaps"], "verbs": ["get"]}]
    (item,) = requested(name="shop", rules=rules)
    assert objects(item) == [
        ("ServiceAccount", "project"),
        ("Role", "slipway-project"),
        ("RoleBinding", "slipway-project"),
    ]
    assert item.wanted.objects[2]["roleRef"]["kind"] == "Role"


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ({"quota": {"pots": 1}}, "profile 'spare': quota: "),
        ({"limits": [{"type": "Container", "max": {"cpu": "much"}}]}, "profile 'spare': limits: "),
        ({"network": {"egress": [{"to": 1}]}}, "profile 'spare': network.egress: "),
        ({"token_lifetime": 1}, "profile 'spare': token_lifetime: "),
    ],
    ids=["quota", "limits", "network", "token"],
)
def test_a_mistake_in_a_profile_that_no_project_has_is_told_all_the_same(
    profile: dict[str, Any], sentence: str
) -> None:
    profiles = {"small": SMALL, "spare": profile}
    with pytest.raises(InvalidInput, match=f"^{sentence}"):
        requested(projects=[{"name": "shop", "profile": "small"}], profiles=profiles)


def test_templates_of_a_profile_that_no_project_has_are_not_read() -> None:
    profiles = {"small": SMALL, "spare": {"templates": ["missing.j2"]}}
    assert len(requested(projects=[{"name": "shop", "profile": "small"}], profiles=profiles)) == 1
