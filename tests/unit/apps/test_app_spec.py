"""What a managed_app task may ask for, and what is derived from it."""

from __future__ import annotations

from typing import Any

import pytest

from slipway.apps.app_spec import AppSpec, app_spec
from slipway.apps.managed_app import OPERATION
from slipway.errors import InvalidInput

DEFAULTS = {name: argument.get("default") for name, argument in OPERATION.arguments.items()}
GOOD = {"name": "web", "namespace": "shop-1", "repository": "https://charts.example.com", "chart": "web"}


def spec(**options: Any) -> AppSpec:
    return app_spec({**DEFAULTS, **GOOD, **options})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": "Not_A_Label"}, "name 'Not_A_Label' is not a name that Kubernetes takes"),
        ({"name": "x" * 54}, "54 characters"),
        ({"release": "x" * 54}, "54 characters"),
        ({"namespace": "n" * 64}, "64 characters"),
        ({"namespace": "gitlab-managed-apps"}, "is for install pods"),
        ({"repository": "ftp://charts.example.com"}, "repository must be a URL that begins with http:// or https://"),
        ({"repository": "https://bad host/"}, "repository must be a URL"),
        ({"repository": "https://example.com:port/"}, "repository must be a URL"),
        ({"repository": "https://user:hunter2@example.com"}, "repository must not carry a user name, password"),
        (
            {"repository": "https://example.com/?token=hunter2"},
            "repository must not carry a user name, password or query",
        ),
        ({"repository": None}, "chart is a bare name; give repository too"),
        ({"chart": "oci://registry.example.com/web"}, "leave repository out"),
        ({"chart": "file:///etc/passwd", "repository": None}, "chart must be a URL that begins with oci://"),
        ({"chart": "--post-renderer=x"}, "chart must be a chart's name"),
        ({"chart": "../../etc"}, "chart must be a chart's name"),
        ({"version": "$(reboot)"}, "version must be a version"),
        ({"image": "--privileged"}, "image must be an image"),
        ({"image": "helm:3\nmore"}, "image must be an image"),
        ({"cluster_role": "a b"}, "cluster_role must be a ClusterRole's name"),
        ({"timeout": 0}, "timeout must be between 1 and 86400 seconds"),
        ({"values": {"x": float("nan")}}, "values must hold only what YAML and JSON share"),
    ],
)
def test_wrong_input_is_one_clear_line(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        spec(**options)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_the_release_is_named_as_the_app_unless_told_otherwise() -> None:
    assert spec().release == "web"
    assert spec(release="other").release == "other"


def test_the_order_of_keys_does_not_matter() -> None:
    first = spec(values={"a": 1, "b": {"c": 2, "d": 3}})
    second = spec(values={"b": {"d": 3, "c": 2}, "a": 1})
    assert first.canonical() == second.canonical()


@pytest.mark.parametrize(
    "change",
    [
        {"values": {"a": 2}},
        {"version": "2.0.0"},
        {"chart": "other"},
        {"release": "other"},
        {"namespace": "shop-2"},
        {"cluster_role": "edit"},
        {"cluster_wide": True},
    ],
)
def test_what_the_release_depends_on_is_in_what_is_fingerprinted(change: dict[str, Any]) -> None:
    assert spec(values={"a": 1}).canonical() != spec(**{"values": {"a": 1}, **change}).canonical()


@pytest.mark.parametrize("change", [{"image": "helm:4"}, {"timeout": 10}, {"wait": False}])
def test_how_it_is_installed_is_not_fingerprinted(change: dict[str, Any]) -> None:
    assert spec().canonical() == spec(**change).canonical()


def test_no_value_is_on_the_command_line_or_in_the_repr() -> None:
    made = spec(values={"password": "hunter2"})
    assert "hunter2" not in repr(made)
    assert "hunter2" not in " ".join(made.helm_command("/slipway/values.yaml"))
    assert "hunter2" not in str(made.public())


def test_the_command_line_says_all_that_was_asked() -> None:
    command = spec(version="1.2.3", timeout=60, plain_http=True).helm_command("/slipway/values.yaml")
    assert command == [
        *("helm", "upgrade", "web", "web", "--install", "--namespace", "shop-1"),
        *("--values", "/slipway/values.yaml", "--reset-values", "--hide-notes", "--timeout", "60s", "--wait"),
        *("--repo", "https://charts.example.com", "--version", "1.2.3", "--plain-http"),
    ]


def test_a_release_that_need_not_be_ready_is_not_waited_for() -> None:
    assert "--wait" not in spec(wait=False).helm_command("/slipway/values.yaml")
