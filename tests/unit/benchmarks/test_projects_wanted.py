"""What the subjects of the project cases are asked for: the same, in three forms."""

from __future__ import annotations

import json

import jinja2
import yaml

from benchmarks.projects.wanted import PROFILE, Batch, objects_file, objects_of, projects_file, template

SHOP = Batch("shop", 3)


def test_a_project_has_six_objects_of_six_kinds() -> None:
    assert [manifest["kind"] for manifest in objects_of("shop", 1)] == [
        *("Namespace", "ServiceAccount", "RoleBinding", "ResourceQuota", "LimitRange", "NetworkPolicy")
    ]


def test_all_objects_of_a_project_are_in_its_namespace() -> None:
    namespace, *inside = objects_of("shop", 2)
    assert namespace["metadata"]["name"] == SHOP.namespace(2) == "shop-2"
    assert {manifest["metadata"]["namespace"] for manifest in inside} == {"shop-2"}


def test_the_projects_of_a_batch_have_a_namespace_each() -> None:
    assert SHOP.namespaces == ["shop-1", "shop-2", "shop-3"]


def test_the_file_of_objects_has_a_document_for_each() -> None:
    documents = list(yaml.safe_load_all("".join(objects_file(SHOP))))
    assert documents == [manifest for number in (1, 2, 3) for manifest in objects_of("shop", number)]


def test_each_document_is_json_on_a_line_of_its_own() -> None:
    for entry in objects_file(SHOP):
        marker, line, rest = entry.split("\n")
        assert (marker, rest) == ("---", "")
        assert json.loads(line)["apiVersion"]


def test_the_template_of_a_project_renders_to_its_objects() -> None:
    rendered = jinja2.Template(template()).render(item={"name": "shop", "id": 2})
    assert list(yaml.safe_load_all(rendered)) == list(objects_of("shop", 2))


def test_the_file_of_projects_has_all_of_them_and_one_profile() -> None:
    written = yaml.safe_load(projects_file(SHOP))
    assert written["profiles"] == {"small": PROFILE}
    assert written["projects"] == [{"name": "shop", "id": number, "profile": "small"} for number in (1, 2, 3)]
