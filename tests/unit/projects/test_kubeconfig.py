"""Kubeconfigs of restricted accounts: as kubectl reads them, written, returned and removed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from slipway.errors import Forbidden, InvalidInput
from slipway.projects.kubeconfig import new_kubeconfig, remove_kubeconfig, write_kubeconfig
from slipway.projects.kubeconfig_target import KubeconfigTarget
from slipway.projects.kubeconfig_text import kubeconfig_text
from slipway.projects.tokens import NoToken
from tests.fixtures.scripted_server import Answer, status_object
from tests.unit.projects.kubeconfig_files import NOW, SERVER, ServeClient, file_of, plan, put
from tests.unit.projects.service_account_tokens import UID, bound_claims, long_lived_claims, made_token, token_secret


def granted(token: str) -> Answer:
    return Answer(201, {"status": {"token": token, "expirationTimestamp": "whatever the server says"}})


def test_a_kubeconfig_is_what_kubectl_reads(target: KubeconfigTarget) -> None:
    text = kubeconfig_text(replace(target, server_name="api.internal", proxy="http://proxy:1"), "shop", "a.b.c")
    assert yaml.safe_load(text) == {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "api.example:6443",
                "cluster": {
                    "server": SERVER,
                    "tls-server-name": "api.internal",
                    "proxy-url": "http://proxy:1",
                    "certificate-authority-data": "UEVNCg==",
                },
            }
        ],
        "users": [{"name": "shop/project@api.example:6443", "user": {"token": "a.b.c"}}],
        "contexts": [
            {
                "name": "shop@api.example:6443",
                "context": {
                    "cluster": "api.example:6443",
                    "user": "shop/project@api.example:6443",
                    "namespace": "shop",
                },
            }
        ],
        "current-context": "shop@api.example:6443",
    }


def test_a_namespace_that_looks_like_a_number_stays_a_name(target: KubeconfigTarget) -> None:
    assert yaml.safe_load(kubeconfig_text(target, "0123", "1e3"))["contexts"][0]["context"]["namespace"] == "0123"


def test_a_new_token_is_written_and_then_good(target: KubeconfigTarget, serve: ServeClient) -> None:
    token = made_token(bound_claims())
    client, server = serve(granted(token))
    planned = plan(target, account_uid=None)
    written = write_kubeconfig(client, planned)
    assert written.content == file_of(target).read_text() == kubeconfig_text(target, "shop", token)
    assert (written.path, written.expires) == (planned.path, "1970-01-01T01:16:40Z")
    assert file_of(target).stat().st_mode & 0o777 == 0o600
    assert plan(target).action == "unchanged"
    assert len(server.asked) == 1


def test_without_a_folder_it_is_returned_and_nothing_is_written(
    target: KubeconfigTarget, serve: ServeClient, tmp_path: Path
) -> None:
    client, _server = serve(granted(made_token(bound_claims())))
    planned = plan(replace(target, folder=None))
    written = write_kubeconfig(client, planned)
    assert (planned.action, planned.path, written.path) == ("unchanged", None, None)
    assert "token: " in written.content
    assert list(tmp_path.iterdir()) == []


def test_a_token_that_tells_nothing_is_written_without_an_end(target: KubeconfigTarget, serve: ServeClient) -> None:
    client, _server = serve(granted("opaque"))
    assert write_kubeconfig(client, plan(target)).expires == ""


def test_a_refused_token_leaves_the_old_file(target: KubeconfigTarget, serve: ServeClient) -> None:
    put(target, bound_claims(expires=NOW))
    before = file_of(target).read_text()
    client, _server = serve(Answer(403, status_object(403, "Forbidden")))
    with pytest.raises(Forbidden):
        write_kubeconfig(client, plan(target))
    assert file_of(target).read_text() == before


def test_a_new_one_is_planned_whatever_is_there(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    planned = new_kubeconfig(target, "shop", 600, str(file_of(target)))
    assert (planned.action, planned.content, planned.token_kind) == ("created", None, "bound")


def test_no_token_is_shown(target: KubeconfigTarget, serve: ServeClient) -> None:
    token = made_token(bound_claims())
    put(target, token)
    client, _server = serve()
    planned = plan(target)
    assert token in str(planned.content)
    assert token not in repr(planned) + repr(write_kubeconfig(client, planned))


def test_one_of_ours_is_removed_once(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    folder = str(target.folder)
    assert remove_kubeconfig(folder, "shop", check_mode=True)
    assert file_of(target).exists()
    assert remove_kubeconfig(folder, "shop")
    assert os.listdir(folder) == []
    assert not remove_kubeconfig(folder, "shop")
    assert not remove_kubeconfig(f"{folder}/missing", "shop")


def test_one_that_kubectl_wrote_anew_is_still_ours(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    file_of(target).write_text(yaml.safe_dump(yaml.safe_load(file_of(target).read_text()) | {"preferences": {}}))
    assert remove_kubeconfig(str(target.folder), "shop")


@pytest.mark.parametrize("case", ["other namespace", "more users", "no kubeconfig", "no yaml", "deep", "aliases"])
def test_one_that_is_not_ours_is_not_removed(target: KubeconfigTarget, case: str) -> None:
    put(target, bound_claims(), namespace="other" if case == "other namespace" else "shop")
    text = file_of(target).read_text()
    file_of(target).write_text(
        {
            "other namespace": text,
            "more users": text.replace("users:\n", 'users:\n- name: "me"\n'),
            "no kubeconfig": "kind: List\n",
            "no yaml": "users: [",
            "deep": "[" * 100_000,
            "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nusers: [*b, *b]\nkind: Config\n",
        }[case]
    )
    assert not remove_kubeconfig(str(target.folder), "shop")
    assert file_of(target).exists()


def test_a_link_is_neither_removed_nor_followed(target: KubeconfigTarget, tmp_path: Path) -> None:
    put(target, bound_claims())
    file_of(target).rename(tmp_path / "victim")
    file_of(target).symlink_to(tmp_path / "victim")
    with pytest.raises(InvalidInput, match="it is a symbolic link"):
        remove_kubeconfig(str(target.folder), "shop")
    assert (tmp_path / "victim").exists()


def test_a_secrets_token_is_that_of_the_account_that_lives_now(target: KubeconfigTarget, serve: ServeClient) -> None:
    token = made_token(long_lived_claims())
    account = Answer(200, {"metadata": {"name": "project", "uid": UID}})
    client, server = serve(account, Answer(200, token_secret(token)))
    assert token in write_kubeconfig(client, plan(target, "secret", account_uid=None)).content
    assert server.asked[0].path == "/api/v1/namespaces/shop/serviceaccounts/project"
    assert plan(target, "secret").action == "unchanged"


def test_a_secrets_token_of_an_account_before_is_not_written(target: KubeconfigTarget, serve: ServeClient) -> None:
    account = Answer(200, {"metadata": {"name": "project", "uid": UID}})
    dead = token_secret(made_token(long_lived_claims(uid="before")))
    listed = Answer(200, {"metadata": {"resourceVersion": "5"}, "items": []})
    client, _server = serve(account, Answer(200, dead), listed)
    with pytest.raises(NoToken, match="was deleted while its token was waited for"):
        write_kubeconfig(client, plan(target, "secret", account_uid=None))
    assert not file_of(target).exists()


def test_a_live_account_that_is_known_is_not_asked_for(target: KubeconfigTarget, serve: ServeClient) -> None:
    client, server = serve(Answer(200, token_secret(made_token(long_lived_claims()))))
    write_kubeconfig(client, plan(target, "secret"), account_uid=UID)
    assert len(server.asked) == 1
