"""What Ansible itself refuses, before the library is asked."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from slipway.projects.operation import OPERATION


def messages(**given: Any) -> list[str]:
    validated = ArgumentSpecValidator(OPERATION.argument_spec(), **OPERATION.rules).validate(given)
    found: list[str] = validated.error_messages
    return found


@pytest.mark.parametrize(
    "given", [{"name": "shop", "id": 42}, {"projects": [{"name": "shop"}]}, {"projects": []}, {"projects_file": "x"}]
)
def test_one_project_a_list_or_a_file_is_taken(given: dict[str, Any]) -> None:
    assert messages(**given) == []


@pytest.mark.parametrize(
    "given",
    [{"name": "x", "projects": []}, {"projects": [], "projects_file": "x"}, {"name": "", "projects_file": ""}],
)
def test_only_one_of_them_is_taken(given: dict[str, Any]) -> None:
    (message,) = messages(**given)
    assert "mutually exclusive" in message


@pytest.mark.parametrize("given", [{}, {"namespace": "shop"}])
def test_one_of_them_is_needed(given: dict[str, Any]) -> None:
    assert messages(**given) == ["one of the following is required: name, projects, projects_file"]


def test_a_cluster_role_and_own_rules_exclude_each_other() -> None:
    (message,) = messages(name="x", cluster_role="edit", rules=[])
    assert "mutually exclusive" in message
