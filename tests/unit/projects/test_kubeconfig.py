"""Kubeconfigs of restricted accounts: what is done is told from the file alone, and a doubtful token is never kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from slipway.cluster.client import Client
from slipway.cluster.connection.connection import Connection
from slipway.errors import Forbidden, InvalidInput
from slipway.projects.kubeconfig import (
    KubeconfigPlan,
    new_kubeconfig,
    plan_kubeconfig,
    remove_kubeconfig,
    write_kubeconfig,
)
from slipway.projects.kubeconfig_target import KubeconfigTarget
from slipway.projects.kubeconfig_text import kubeconfig_text
from tests.fixtures.scripted_server import Answer, ScriptedServer, status_object
from tests.unit.projects.service_account_tokens import UID, bound_claims, long_lived_claims, made_token

SERVER = "https://api.example:6443"
NOW = 1000
Serve = Callable[..., tuple[Client, ScriptedServer]]


@pytest.fixture
def target(tmp_path: Path) -> KubeconfigTarget:
    return KubeconfigTarget(str(tmp_path / "kubeconfigs"), SERVER, "PEM\n")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A client of a server that gives these answers and is asked for no more."""
    started: list[tuple[Client, ScriptedServer]] = []

    def start(*answers: Answer) -> tuple[Client, ScriptedServer]:
        server = ScriptedServer(*answers)
        started.append((Client(Connection(server.url, None, authorization="Bearer ours")), server))
        return started[-1]

    yield start
    for client, server in started:
        client.close()
        server.close()
        assert server.unexpected == []


def granted(token: str) -> Answer:
    return Answer(201, {"status": {"token": token, "expirationTimestamp": "whatever the server says"}})


def plan(target: KubeconfigTarget, kind: str = "bound", lifetime: int = 3600, **more: Any) -> KubeconfigPlan:
    given: dict[str, Any] = {"now": NOW, "account_uid": UID, **more}
    return plan_kubeconfig(target, "shop", kind, lifetime, given["now"], account_uid=given["account_uid"])


def file_of(target: KubeconfigTarget) -> Path:
    assert target.folder is not None
    return Path(target.folder, "shop.kubeconfig")


def put(target: KubeconfigTarget, token: str | dict[str, Any], *, namespace: str = "shop") -> None:
    """Have a kubeconfig with this token, or with one of these claims, in the folder."""
    file = file_of(target)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(kubeconfig_text(target, namespace, token if isinstance(token, str) else made_token(token)))
    file.chmod(0o600)


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


def test_what_is_not_there_is_created_and_planning_makes_nothing(target: KubeconfigTarget, tmp_path: Path) -> None:
    planned = plan(target, account_uid=None)
    assert (planned.action, planned.changed) == ("created", True)
    assert planned.path == str(tmp_path / "kubeconfigs" / "shop.kubeconfig")
    assert list(tmp_path.iterdir()) == []


def test_what_is_good_stays_and_nothing_is_sent(target: KubeconfigTarget, serve: Serve) -> None:
    put(target, bound_claims())
    before = os.stat(file_of(target))
    client, server = serve()
    planned = plan(target)
    written = write_kubeconfig(client, planned)
    assert (planned.action, planned.changed) == ("unchanged", False)
    assert written.content == file_of(target).read_text()
    assert written.expires == "1970-01-01T01:16:40Z"
    assert server.asked == []
    assert os.stat(file_of(target)) == before


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        (bound_claims(issued=0, expires=1199), "bound"),
        (bound_claims(expires=NOW), "bound"),
        (bound_claims(namespace="other"), "bound"),
        (bound_claims(uid="before"), "bound"),
        (bound_claims(uid=""), "bound"),
        ({**bound_claims(), "sub": "system:serviceaccount:shop:default"}, "bound"),
        ({**bound_claims(), "exp": None}, "bound"),
        (long_lived_claims(), "bound"),
        (bound_claims(), "secret"),
        (long_lived_claims(uid="before"), "secret"),
        (long_lived_claims(secret="other"), "secret"),
        ("garbage", "bound"),
        ("a.b.c", "secret"),
        ("", "bound"),
    ],
    ids=[
        "nearly over", "expired", "namespace", "account made again", "no uid", "account", "no end", "long-lived",
        "short-lived", "secrets account made again", "another secret", "garbage", "three parts", "none",
    ],
)  # fmt: skip
def test_a_token_that_is_old_or_dead_or_anothers_is_renewed(
    target: KubeconfigTarget, token: str | dict[str, Any], kind: str
) -> None:
    put(target, token)
    planned = plan(target, kind)
    assert (planned.action, planned.content) == ("renewed", None)


def test_without_a_live_account_no_token_is_trusted(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    assert plan(target, account_uid=None).action == "renewed"
    put(target, bound_claims(uid=""))
    assert plan(target, account_uid="").action == "renewed"


def test_a_lifetime_that_was_shortened_renews_and_one_that_was_lengthened_waits(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    assert [plan(target, lifetime=seconds).action for seconds in (1800, 3600, 7200)] == [
        "renewed",
        "unchanged",
        "unchanged",
    ]


def test_a_long_lived_token_of_the_live_account_stays(target: KubeconfigTarget) -> None:
    put(target, long_lived_claims())
    assert plan(target, "secret", now=10**9).action == "unchanged"


@pytest.mark.parametrize(
    "change",
    [
        {"server": "https://other.example"},
        {"authority": "OTHER\n"},
        {"authority": None},
        {"server_name": "api.internal"},
        {"proxy": "http://proxy:1"},
    ],
    ids=["server", "authority", "no authority", "tls name", "proxy"],
)
def test_another_way_to_the_cluster_updates_the_file(target: KubeconfigTarget, change: dict[str, Any]) -> None:
    put(target, bound_claims())
    planned = plan(replace(target, **change))
    assert (planned.action, planned.content) == ("updated", None)


@pytest.mark.parametrize(
    "text",
    ["", "garbage", "\x00\xff", "apiVersion: v1\nkind: Config\n", '    token: "a.b.c"\n', "[" * 100_000],
    ids=["empty", "garbage", "bytes", "no users", "a token", "deep"],
)
def test_a_file_that_is_no_kubeconfig_of_ours_is_updated(target: KubeconfigTarget, text: str) -> None:
    put(target, "")
    file_of(target).write_text(text, encoding="latin-1")
    assert plan(target).action == "updated"


def test_a_kubeconfig_of_another_namespace_is_updated(target: KubeconfigTarget) -> None:
    put(target, bound_claims(), namespace="other")
    assert plan(target).action == "updated"


@pytest.mark.parametrize("addition", ["# seen\n", "preferences: {}\n", "\n"])
def test_what_somebody_added_is_taken_away(target: KubeconfigTarget, addition: str) -> None:
    put(target, bound_claims())
    with file_of(target).open("a") as file:
        file.write(addition)
    assert plan(target).action == "updated"


def test_a_file_that_others_could_read_is_updated(target: KubeconfigTarget) -> None:
    put(target, bound_claims())
    file_of(target).chmod(0o640)
    assert plan(target).action == "updated"


def test_a_new_token_is_written_and_then_good(target: KubeconfigTarget, serve: Serve) -> None:
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
    target: KubeconfigTarget, serve: Serve, tmp_path: Path
) -> None:
    client, _server = serve(granted(made_token(bound_claims())))
    planned = plan(replace(target, folder=None))
    written = write_kubeconfig(client, planned)
    assert (planned.action, planned.path, written.path) == ("unchanged", None, None)
    assert "token: " in written.content
    assert list(tmp_path.iterdir()) == []


def test_a_token_that_tells_nothing_is_written_without_an_end(target: KubeconfigTarget, serve: Serve) -> None:
    client, _server = serve(granted("opaque"))
    assert write_kubeconfig(client, plan(target)).expires == ""


def test_a_refused_token_leaves_the_old_file(target: KubeconfigTarget, serve: Serve) -> None:
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


def test_no_token_is_shown(target: KubeconfigTarget, serve: Serve) -> None:
    token = made_token(bound_claims())
    put(target, token)
    client, _server = serve()
    planned = plan(target)
    assert token in str(planned.content)
    assert token not in repr(planned) + repr(write_kubeconfig(client, planned))


@pytest.mark.parametrize(
    ("namespace", "kind", "lifetime", "message"),
    [
        ("../evil", "bound", 3600, "namespace '../evil' is not a name"),
        ("a/b", "bound", 3600, "namespace 'a/b' is not a name"),
        ("a\n", "bound", 3600, r"namespace 'a\\n' is not a name"),
        ("a" * 64, "bound", 3600, "has 64 characters"),
        ("shop", "none", 3600, "token: 'none' is none for a kubeconfig; give bound or secret"),
        ("shop", "bound", 599, "token_lifetime: 599 seconds are too few; give 600 at least"),
    ],
)
def test_what_cannot_be_right_is_refused(
    target: KubeconfigTarget, namespace: str, kind: str, lifetime: int, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        plan_kubeconfig(target, namespace, kind, lifetime, NOW, account_uid=UID)


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
