"""Who asks, and what they may do: tokens, access reviews, impersonation, and what a refusal says."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from slipway.cluster.client import Client
from slipway.errors import Forbidden, Invalid, NotFound, Unauthorized
from tests.contract.conftest import AccountWith, ClientWith, Server
from tests.contract.objects import Manifest, config_map, pod

READ_SETTINGS: Manifest = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}


@pytest.fixture
def builder(client: Client, namespace: str) -> str:
    """The name of a service account."""
    client.create_service_account({"metadata": {"name": "builder", "namespace": namespace}})
    return "builder"


def who(client: Client) -> str:
    """The user name that the server knows a client by."""
    review = client.authentication.self_subject_reviews.create({"metadata": {}})
    return str(review["status"]["userInfo"]["username"])


def claims(token: str) -> dict[str, Any]:
    """What a token says. Only the server can tell whether it is true."""
    payload = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return decoded


def test_a_token_is_its_service_account(
    client: Client, client_with: ClientWith, server: Server, namespace: str, builder: str
) -> None:
    token = client.create_token(builder, namespace).token
    account = client_with(host=server.url, ca_cert=server.ca_file, api_key=token)
    assert who(account) == f"system:serviceaccount:{namespace}:builder"


def test_a_token_lasts_an_hour_unless_asked_otherwise(client: Client, namespace: str, builder: str) -> None:
    said = claims(client.create_token(builder, namespace).token)
    assert said["exp"] - said["iat"] == 3600


def test_a_token_lasts_as_long_as_asked(client: Client, namespace: str, builder: str) -> None:
    said = claims(client.create_token(builder, namespace, expiration_seconds=600).token)
    assert said["exp"] - said["iat"] == 600


def test_a_token_that_is_to_last_too_short_names_the_field(client: Client, namespace: str, builder: str) -> None:
    with pytest.raises(Invalid) as caught:
        client.create_token(builder, namespace, expiration_seconds=1)
    assert caught.value.fields == ("spec.expirationSeconds",)
    about = caught.value.attributes
    assert (about.verb, about.resource, about.subresource) == ("create", "serviceaccounts", "token")


def test_a_token_is_for_those_who_are_named(client: Client, namespace: str, builder: str) -> None:
    token = client.create_token(builder, namespace, audiences=["vault", "registry"]).token
    assert claims(token)["aud"] == ["vault", "registry"]


def test_a_token_for_others_is_nobody_to_the_server(
    client: Client, client_with: ClientWith, server: Server, namespace: str, builder: str
) -> None:
    token = client.create_token(builder, namespace, audiences=["vault"]).token
    with pytest.raises(Unauthorized):
        client_with(host=server.url, ca_cert=server.ca_file, api_key=token).list_pods(namespace)


def test_a_token_is_bound_to_a_pod(client: Client, namespace: str, builder: str) -> None:
    bound = client.create_pod(pod("p", namespace, serviceAccountName=builder))
    said = claims(client.create_token(builder, namespace, bound_to=bound).token)
    assert said["kubernetes.io"]["pod"] == {"name": "p", "uid": bound["metadata"]["uid"]}


def test_a_token_of_an_account_that_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.create_token("missing", namespace)
    assert (caught.value.attributes.name, caught.value.attributes.kind) == ("missing", "ServiceAccount")


def test_a_token_without_the_right_says_which_is_missing(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden, match="grant it the verb create on serviceaccounts/token"):
        account_with("nobody").client.create_token("nobody", namespace)


def test_the_administrator_may_do_all(client: Client) -> None:
    assert client.can_i("escalate", "clusterroles", group="rbac.authorization.k8s.io")


def test_an_account_may_do_what_its_role_says_and_nothing_else(account_with: AccountWith, namespace: str) -> None:
    reader = account_with("reader", READ_SETTINGS).client
    assert reader.can_i("get", "configmaps", namespace)
    assert not reader.can_i("delete", "configmaps", namespace)
    assert not reader.can_i("get", "configmaps")
    assert not reader.can_i("get", "configmaps", namespace, subresource="status")
    assert not reader.can_i("get", "configmaps", namespace, group="apps")


def test_an_account_may_touch_the_objects_alone_that_its_role_names(account_with: AccountWith, namespace: str) -> None:
    account = account_with("reader", READ_SETTINGS, {**READ_SETTINGS, "resources": ["secrets"], "resourceNames": ["s"]})
    assert account.client.can_i("get", "secrets", namespace, name="s")
    assert not account.client.can_i("get", "secrets", namespace, name="other")


def test_a_refusal_names_the_service_account_and_the_right(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden) as caught:
        account_with("nobody").client.create_config_map(config_map("s", namespace))
    assert str(caught.value).startswith("Kubernetes error: 403 Forbidden")
    assert f"service account nobody in namespace {namespace} may not create configmaps" in str(caught.value)
    assert (caught.value.status, caught.value.reason) == (403, "Forbidden")


def test_a_refusal_about_another_namespace_names_both(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden) as caught:
        account_with("nobody").client.list_pods("kube-system")
    assert f"service account nobody in namespace {namespace} may not list pods in namespace kube-system" in str(
        caught.value
    )


def test_a_refusal_names_the_api_group(account_with: AccountWith, namespace: str) -> None:
    with pytest.raises(Forbidden, match="grant it the verb list on deployments of API group apps"):
        account_with("nobody").client.list_deployments(namespace)


def test_a_refusal_names_the_user_who_is_impersonated(client_with: ClientWith, server: Server, namespace: str) -> None:
    jane = client_with(kubeconfig=str(server.kubeconfig), impersonate_user="jane")
    with pytest.raises(Forbidden, match="jane may not list pods"):
        jane.list_pods(namespace)


def test_impersonation_is_of_a_user_and_groups(client_with: ClientWith, server: Server) -> None:
    jane = client_with(kubeconfig=str(server.kubeconfig), impersonate_user="jane", impersonate_groups=["devs", "ops"])
    review = jane.authentication.self_subject_reviews.create({"metadata": {}})
    user = review["status"]["userInfo"]
    assert (user["username"], sorted(user["groups"])) == ("jane", ["devs", "ops", "system:authenticated"])


def test_impersonation_without_the_right_is_forbidden(
    account_with: AccountWith, client_with: ClientWith, server: Server, namespace: str
) -> None:
    token = account_with("nobody").token
    jane = client_with(host=server.url, ca_cert=server.ca_file, api_key=token, impersonate_user="jane")
    with pytest.raises(Forbidden):
        jane.list_pods(namespace)


def test_rights_that_an_account_does_not_have_itself_are_told(account_with: AccountWith, namespace: str) -> None:
    rule = {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"], "verbs": ["create", "get"]}
    giver = account_with("giver", rule).client
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    with pytest.raises(Forbidden, match="an account may not give rights that it does not have"):
        giver.create_role({"metadata": {"name": "all", "namespace": namespace}, "rules": everything})


def test_a_token_that_nobody_knows_is_told_to_be_renewed(client_with: ClientWith, server: Server) -> None:
    nobody = client_with(host=server.url, ca_cert=server.ca_file, api_key="nobody")
    with pytest.raises(Unauthorized, match="the credentials are missing, wrong or expired; renew the token") as caught:
        nobody.list_namespaces()
    assert (caught.value.status, caught.value.reason) == (401, "Unauthorized")


@pytest.mark.parametrize("where", [str, repr])
def test_an_error_shows_nothing_of_the_credentials(client_with: ClientWith, server: Server, where: Any) -> None:
    nobody = client_with(host=server.url, ca_cert=server.ca_file, api_key="planted-token")
    with pytest.raises(Unauthorized) as caught:
        nobody.list_namespaces()
    assert "planted-token" not in where(caught.value)
