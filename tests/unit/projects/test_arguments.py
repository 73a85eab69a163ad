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


@pytest.mark.parametrize("given", [{"name": "shop", "id": 42}, {"projects": [{"name": "shop"}]}, {"projects": []}])
def test_one_project_or_a_list_is_taken(given: dict[str, Any]) -> None:
    assert messages(**given) == []


@pytest.mark.parametrize("other", [{"name": "x"}, {"labels": {}}, {"adopt": True}, {"cluster_role": "edit"}])
def test_a_list_excludes_the_options_of_one_project(other: dict[str, Any]) -> None:
    (message,) = messages(projects=[{"name": "shop"}], **other)
    assert "mutually exclusive" in message


@pytest.mark.parametrize("given", [{}, {"namespace": "shop"}])
def test_a_project_needs_a_name(given: dict[str, Any]) -> None:
    assert messages(**given) == ["one of the following is required: name, projects"]


def test_each_project_of_a_list_needs_a_name() -> None:
    (message,) = messages(projects=[{"id": 1}])
    assert "missing required arguments: name found in projects" in message


def test_an_unknown_key_of_a_project_is_named() -> None:
    (message,) = messages(projects=[{"name": "shop", "namspace": "x"}])
    assert "namspace" in message
