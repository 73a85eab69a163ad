"""What every error of the library keeps to, whatever it is about."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import slipway
from slipway import errors
from slipway.apps.install_failed import InstallFailed
from slipway.apps.pod_end import PodEnd
from slipway.converge.errors import PartlyWritten, StillThere
from slipway.errors import (
    ApiError,
    ConnectionFailed,
    FieldConflict,
    Forbidden,
    NotFound,
    SlipwayError,
    TargetRefused,
)
from slipway.projects.cluster_info import NotConnected, RightsMissing
from slipway.projects.outcome import ProjectsFailed
from slipway.resource_attributes import ResourceAttributes
from tests.fixtures.planted import SECRET, assert_nothing_is_kept
from tests.unit.apps.test_app_spec import spec

PODS = ResourceAttributes(verb="get", version="v1", resource="pods", name="web", namespace="shop", kind="Pod")


def _all_subclasses(kind: type[SlipwayError]) -> Iterator[type[SlipwayError]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _all_subclasses(subclass)


def _library() -> list[type[SlipwayError]]:
    for module in walk_packages(slipway.__path__, "slipway."):
        if not module.name.startswith(("slipway.notebook", "slipway.cli")):
            import_module(module.name)
    return [SlipwayError, *(kind for kind in _all_subclasses(SlipwayError) if kind.__module__.startswith("slipway."))]


_EXAMPLES: dict[type[SlipwayError], Callable[[type[Any]], SlipwayError]] = {
    ApiError: lambda kind: kind(
        418,
        "Teapot",
        attributes=PODS,
        fields=("spec",),
        conflicts=(FieldConflict("spec.replicas", "helm"),),
        hint="drink tea",
        foreign=True,
    ),
    ConnectionFailed: lambda kind: kind("check it", repeatable=True),
    TargetRefused: lambda kind: kind("check it", rule="metadata"),
    InstallFailed: lambda kind: kind(spec(values={"password": SECRET}), PodEnd("Failed", "Error", 1), tail=["a line"]),
    PartlyWritten: lambda kind: kind(NotFound(404, "NotFound", attributes=PODS), 1, 2),
    StillThere: lambda kind: kind("shop", 30, ("example.com/held",), ("configmaps/held",)),
    NotConnected: lambda kind: kind("unreachable", ConnectionFailed("check it")),
    RightsMissing: lambda kind: kind(
        {
            "user": {"username": "runner"},
            "missing": [{"verb": "get", "resource": "namespaces", "why": "to look", "name": "shop"}],
        }
    ),
    ProjectsFailed: lambda kind: kind({"shop": NotFound(404, "NotFound", attributes=PODS)}, 1, {"changed": True}),
}


def _example(kind: type[SlipwayError]) -> SlipwayError:
    """One with everything that its class can hold."""
    made = next((make for family, make in _EXAMPLES.items() if issubclass(kind, family)), None)
    return made(kind) if made else kind("check it")


@pytest.fixture(params=_library(), ids=lambda kind: kind.__name__)
def error(request: pytest.FixtureRequest) -> SlipwayError:
    """An error of each class of the library."""
    return _example(request.param)


def test_every_error_of_the_client_is_in_the_picture_of_the_family() -> None:
    assert errors.__doc__ is not None
    defined = {kind.__name__ for kind in _all_subclasses(SlipwayError) if kind.__module__ == errors.__name__}
    assert {name for name in defined if name not in errors.__doc__} == set()
    assert defined <= set(errors.__all__)


def test_no_two_branches_of_the_family_share_a_code() -> None:
    codes = [kind.code for kind in _library() if "code" in vars(kind)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_a_pickle_round_trip(error: SlipwayError, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert (str(again), again.failure(), again.result()) == (str(error), error.failure(), error.result())
    assert {name: str(value) for name, value in vars(again).items()} == {
        name: str(value) for name, value in vars(error).items()
    }


def test_an_error_keeps_no_secret_of_what_it_was_made_of(error: SlipwayError) -> None:
    assert_nothing_is_kept(error)


def test_an_error_is_one_sentence(error: SlipwayError) -> None:
    assert str(error)
    assert len(str(error).splitlines()) == 1


def test_an_error_of_the_client_did_nothing_that_a_task_would_return(error: SlipwayError) -> None:
    if type(error).__module__ == errors.__name__:
        assert error.result() == {}


def test_an_error_as_data_is_json_with_a_code(error: SlipwayError) -> None:
    assert re.fullmatch("[a-z_]+", json.loads(json.dumps(error.failure()))["code"])


def test_an_api_error_tells_status_reason_what_was_asked_and_what_to_do() -> None:
    error = NotFound(404, "NotFound", attributes=PODS, hint="check the name")
    assert str(error) == "Kubernetes error: 404 NotFound on get pods/web in namespace shop: check the name"


def test_an_api_error_does_not_say_twice_what_its_hint_says() -> None:
    error = Forbidden(403, "Forbidden", attributes=PODS, hint="you may not get pods/web in namespace shop")
    assert str(error) == "Kubernetes error: 403 Forbidden: you may not get pods/web in namespace shop"


def test_an_api_error_about_no_resource_begins_the_same() -> None:
    assert str(ApiError(418, "Teapot")) == "Kubernetes error: 418 Teapot"


def test_an_api_error_as_data_has_all_that_is_known() -> None:
    error = ApiError(
        409, "Conflict", attributes=PODS, fields=("spec.replicas",), conflicts=(FieldConflict("spec.replicas", "helm"),)
    )
    assert error.failure() == {
        "code": "api",
        "status": 409,
        "reason": "Conflict",
        "verb": "get",
        "kind": "Pod",
        "name": "web",
        "namespace": "shop",
        "fields": ["spec.replicas"],
        "conflicts": [{"field": "spec.replicas", "manager": "helm"}],
    }


def test_an_api_error_as_data_leaves_out_what_is_not_known() -> None:
    assert ApiError(418, "Teapot").failure() == {"code": "api", "status": 418, "reason": "Teapot"}


def test_a_hostile_name_is_no_data_of_the_error() -> None:
    error = ApiError(404, "NotFound", attributes=ResourceAttributes(resource="pods", name="\x1b[2J", namespace="<b>"))
    assert error.failure() == {"code": "api", "status": 404, "reason": "NotFound"}


def test_a_refusal_of_the_guard_names_its_rule() -> None:
    assert TargetRefused("no", rule="loopback").failure() == {"code": "target_refused", "rule": "loopback"}


def test_whether_to_send_again_survives_the_round_trip() -> None:
    assert pickle.loads(pickle.dumps(ConnectionFailed("gone", repeatable=True))).repeatable
    assert not pickle.loads(pickle.dumps(ConnectionFailed("gone"))).repeatable
