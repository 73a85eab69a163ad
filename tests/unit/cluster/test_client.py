"""The client has every verb of every kind of every group, by attribute and by name, and nothing else."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from slipway.cluster.api.api_groups import SUPPORTED_API_GROUPS, VERBS, ApiGroup, ApiResource
from slipway.cluster.api.delegated_names import Delegated, delegated_names
from slipway.cluster.api.resource_client import ResourceClient
from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import InvalidInput, NotFound
from tests.fixtures.scripted_server import Answer, ScriptedServer, Serve

KINDS = [(name, group, resource) for name, group in SUPPORTED_API_GROUPS.items() for resource in group.resources]
KIND_IDS = [f"{name}-{resource.kind}" for name, _group, resource in KINDS]
WIDGETS = ApiGroup("example.com", ("v1", "v1beta1"), (ApiResource("Widget", "widgets"),))
VERSIONS = Answer(body={"kind": "APIGroup", "versions": [{"version": "v1beta1"}]})


def client_of(server: ScriptedServer, groups: dict[str, ApiGroup] = SUPPORTED_API_GROUPS) -> Client:
    return Client(Connection(server.url, None), groups)


@pytest.fixture
def client() -> Client:
    """A client of a server that is not there: names need none."""
    return Client(Connection("http://127.0.0.1:1", None))


@pytest.mark.parametrize(("name", "group", "resource"), KINDS, ids=KIND_IDS)
def test_a_kind_is_an_attribute_of_its_group(client: Client, name: str, group: ApiGroup, resource: ApiResource) -> None:
    delegate = getattr(getattr(client, name), resource.plural_name)
    assert isinstance(delegate, ResourceClient)
    assert delegate.resource is resource
    assert getattr(client.group(name), resource.plural_name) is delegate


@pytest.mark.parametrize(("name", "group", "resource"), KINDS, ids=KIND_IDS)
def test_a_kind_has_its_own_path(serve: Serve, name: str, group: ApiGroup, resource: ApiResource) -> None:
    versions = group.versions_of(resource)
    asked_for = [Answer(body={"versions": [{"version": versions[0]}]})] if len(versions) > 1 else []
    server = serve(*asked_for, Answer(body={"metadata": {"name": "w"}}), Answer(body={"metadata": {"name": "w"}}))
    delegate = getattr(client_of(server).group(name), resource.plural_name)
    delegate.get("x", "shop" if resource.namespaced else None)
    delegate.list()
    where = "namespaces/shop/" if resource.namespaced else ""
    path = group.path(versions[0])
    assert [asked.path.partition("?")[0] for asked in server.asked[-2:]] == [
        f"{path}/{where}{resource.plural}/x",
        f"{path}/{resource.plural}",
    ]


def test_each_delegated_name_is_the_verb_of_its_kind(client: Client) -> None:
    for name, delegated in delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client))).items():
        delegate = getattr(client.group(delegated.group), delegated.resource)
        assert getattr(client, name) == getattr(delegate, delegated.verb)


def test_each_verb_of_each_kind_has_one_name() -> None:
    names = delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client)))
    wanted = {
        Delegated(name, resource.plural_name, verb) for name, _group, resource in KINDS for verb in resource.verbs
    }
    assert len(names) == len(wanted)
    assert set(names.values()) == wanted


def test_names_with_the_groups_name_in_them_are_those_of_kinds_that_two_groups_have() -> None:
    names = delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client)))
    short = {f"get_{resource.singular_name}" for _name, _group, resource in KINDS}
    assert {name for name, delegated in names.items() if delegated.verb == "get"} - short == {
        "get_events_event",
        "get_istio_gateway",
        "get_knative_service",
        "get_crossplane_packages_configuration",
    }


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("get_role_binding", Delegated("rbac", "role_bindings", "get")),
        ("update_role_binding", Delegated("rbac", "role_bindings", "update")),
        ("watch_role_binding", Delegated("rbac", "role_bindings", "watch")),
        ("list_role_bindings", Delegated("rbac", "role_bindings", "list")),
        ("get_event", Delegated("core", "events", "get")),
        ("list_events", Delegated("core", "events", "list")),
        ("list_events_events", Delegated("events", "events", "list")),
        ("get_service", Delegated("core", "services", "get")),
        ("get_knative_service", Delegated("knative", "services", "get")),
        ("get_gateway", Delegated("gateway", "gateways", "get")),
        ("list_pod_metrics", Delegated("metrics", "pod_metrics", "list")),
        ("patch_http_route", Delegated("gateway", "http_routes", "patch")),
        ("create_self_subject_access_review", Delegated("authorization", "self_subject_access_reviews", "create")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_name_is_what_a_reader_expects(name: str, meant: Delegated) -> None:
    assert delegated_names(SUPPORTED_API_GROUPS, frozenset(dir(Client)))[name] == meant


@pytest.mark.parametrize(
    "name",
    ["get_widget", "list_pod", "get_pods", "eject_pod", "widgets", "_hidden", "__wrapped__", "delete_token_review"],
)
def test_an_unknown_name_is_no_attribute(client: Client, name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(client, name)
    with pytest.raises(AttributeError, match=name):
        getattr(client.core, name)


def test_groups_kinds_and_methods_are_made_once(client: Client) -> None:
    assert client.rbac is client.rbac
    assert client.rbac.role_bindings is client.rbac.role_bindings
    assert client.get_role_binding is client.get_role_binding


def test_threads_that_begin_together_get_the_same_clients(client: Client) -> None:
    together, got = threading.Barrier(16), []

    def get() -> None:
        together.wait(10)
        got.append((client.gateway, client.gateway.http_routes, client.get_http_route))

    threads = [threading.Thread(target=get) for _thread in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert {tuple(map(id, one)) for one in got} == {tuple(map(id, got[0]))}
    assert len(got) == 16


def test_a_kind_of_ones_own_is_used_like_any_other(serve: Serve) -> None:
    server = serve(VERSIONS, *[Answer(body={"metadata": {"name": "w"}})] * 3, Answer(body={"metadata": {"name": "w"}}))
    client = client_of(server, SUPPORTED_API_GROUPS | {"widgets": WIDGETS})
    client.group("widgets").widgets.get("w", "shop")
    client.widgets.widgets.get("w", "shop")
    client.get_widget("w", "shop")
    client.list_widgets("shop")
    assert [asked.path.partition("?")[0] for asked in server.asked] == [
        "/apis/example.com",
        *["/apis/example.com/v1beta1/namespaces/shop/widgets/w"] * 3,
        "/apis/example.com/v1beta1/namespaces/shop/widgets",
    ]


def test_a_kind_of_ones_own_does_not_take_a_short_name_from_the_table(client: Client) -> None:
    pods = ApiGroup("example.com", ("v1",), (ApiResource("Pod", "pods"),))
    with_mine = Client(Connection("http://127.0.0.1:1", None), SUPPORTED_API_GROUPS | {"mine": pods})
    assert with_mine.get_pod.__self__ is with_mine.core.pods
    assert with_mine.get_mine_pod.__self__ is with_mine.mine.pods


def test_a_kind_of_ones_own_does_not_hide_a_method_of_the_client() -> None:
    tokens = ApiGroup("example.com", ("v1",), (ApiResource("Token", "tokens"),))
    client = Client(Connection("http://127.0.0.1:1", None), {"mine": tokens})
    assert client.create_mine_token.__self__ is client.mine.tokens
    assert client.get_token.__self__ is client.mine.tokens


@pytest.mark.parametrize("name", ["close", "exec", "group", "my-group", "_private", "", "1st"])
def test_a_group_cannot_have_a_name_that_the_client_cannot_have(name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be the name of an API group"):
        Client(Connection("http://127.0.0.1:1", None), {name: WIDGETS})


@pytest.mark.parametrize("name", ["get_config_map", "list_widgets", "delete_pod"])
def test_a_group_cannot_have_the_name_of_a_method(name: str) -> None:
    groups = {"widgets": WIDGETS, name: ApiGroup("other.example.com", ("v1",), ())}
    with pytest.raises(
        InvalidInput, match=f"'{name}' cannot be the name of an API group: a method of the client has it"
    ):
        Client(Connection("http://127.0.0.1:1", None), SUPPORTED_API_GROUPS | groups)


def test_a_group_may_be_called_like_a_method_that_there_is_none_of() -> None:
    client = Client(Connection("http://127.0.0.1:1", None), {"list_makers": WIDGETS})
    assert client.get_widget.__self__ is client.list_makers.widgets


def test_two_kinds_that_would_have_one_name_are_refused() -> None:
    one = ApiGroup("example.com", ("v1",), (ApiResource("Widget", "widgets"), ApiResource("Widget", "wigets")))
    with pytest.raises(InvalidInput, match="the client would have get_widget twice"):
        delegated_names({"one": one}, frozenset())


def test_a_group_that_was_not_given_is_refused(client: Client) -> None:
    with pytest.raises(InvalidInput, match="'widgets' is none of the API groups that this client was given"):
        client.group("widgets")


@pytest.mark.parametrize(("name", "group", "resource"), KINDS, ids=KIND_IDS)
def test_a_manifest_finds_its_kind_in_its_own_version_without_a_request(
    client: Client, name: str, group: ApiGroup, resource: ApiResource
) -> None:
    for version in group.versions_of(resource):
        manifest = {"apiVersion": group.api_version(version), "kind": resource.kind}
        found = client.for_manifest(manifest)
        assert (found.api_version, found.resource.kind) == (manifest["apiVersion"], resource.kind)
        assert client.for_manifest(manifest) is found


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        {"apiVersion": "v1", "kind": "Widget"},
        {"apiVersion": "v9", "kind": "Pod"},
        {"apiVersion": "apps/v1", "kind": "Pod"},
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "TCPRoute"},
        {"apiVersion": ["v1"], "kind": None},
    ],
    ids=["nothing", "kind", "version", "group", "version of the kind", "no text"],
)
def test_a_manifest_of_an_unknown_kind_is_refused(client: Client, manifest: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="is not a kind that slipway handles"):
        client.for_manifest(manifest)


def test_a_server_may_live_under_a_path(serve: Serve) -> None:
    server = serve(VERSIONS, Answer(body={"metadata": {"name": "w"}}), Answer(404))
    connection = Connection(f"{server.url}/k8s/clusters/c-abc/", None)
    client = Client(connection, SUPPORTED_API_GROUPS | {"widgets": WIDGETS})
    client.get_widget("w", "shop")
    with pytest.raises(NotFound):
        client.get_pod("web", "shop")
    assert [asked.path for asked in server.asked] == [
        "/k8s/clusters/c-abc/apis/example.com",
        "/k8s/clusters/c-abc/apis/example.com/v1beta1/namespaces/shop/widgets/w",
        "/k8s/clusters/c-abc/api/v1/namespaces/shop/pods/web",
    ]


def test_verbs_are_what_the_table_says() -> None:
    assert VERBS == ("get", "find", "list", "watch", "create", "update", "patch", "apply", "delete")
    assert all(set(resource.verbs) <= set(VERBS) for _name, _group, resource in KINDS)
