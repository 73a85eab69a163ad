"""What is done for a kubeconfig is told from its file alone, and a doubtful token is never kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slipway.errors import InvalidInput
from slipway.projects.kubeconfig import plan_kubeconfig, write_kubeconfig
from slipway.projects.kubeconfig_target import KubeconfigTarget
from tests.unit.projects.kubeconfig_files import NOW, ServeClient, file_of, plan, put
from tests.unit.projects.service_account_tokens import UID, bound_claims, long_lived_claims


def test_what_is_not_there_is_created_and_planning_makes_nothing(target: KubeconfigTarget, tmp_path: Path) -> None:
    planned = plan(target, account_uid=None)
    assert (planned.action, planned.changed) == ("created", True)
    assert planned.path == str(tmp_path / "kubeconfigs" / "shop.kubeconfig")
    assert list(tmp_path.iterdir()) == []


def test_what_is_good_stays_and_nothing_is_sent(target: KubeconfigTarget, serve: ServeClient) -> None:
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
