"""Commands in containers: what they write, how they end, and who may run them."""

from __future__ import annotations

import pytest

from slipway.cluster.client import Client
from slipway.errors import ApiError, BadRequest, Forbidden, NotFound, TimedOut
from tests.contract.conftest import AccountWith, RunPod
from tests.contract.objects import BUSYBOX, Manifest, has_ended, pod

EXEC: Manifest = {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get", "create"]}


@pytest.fixture
def waiting(run_pod: RunPod, namespace: str) -> str:
    """The name of a pod whose container waits."""
    run_pod(pod("waiting", namespace, "sleep", "600"))
    return "waiting"


def test_what_a_command_writes_comes_back_by_stream(client: Client, namespace: str, waiting: str) -> None:
    result = client.exec(waiting, namespace, ["sh", "-c", "echo out; echo error >&2"])
    assert (result.stdout, result.stderr, result.exit_code) == (b"out\n", b"error\n", 0)


def test_a_command_that_fails_has_its_exit_code(client: Client, namespace: str, waiting: str) -> None:
    result = client.exec(waiting, namespace, ["sh", "-c", "echo said; exit 3"])
    assert (result.stdout, result.exit_code) == (b"said\n", 3)


def test_a_command_that_is_killed_has_the_exit_code_of_its_signal(client: Client, namespace: str, waiting: str) -> None:
    assert client.exec(waiting, namespace, ["sh", "-c", "kill -9 $$"]).exit_code == 137


def test_arguments_arrive_as_they_are(client: Client, namespace: str, waiting: str) -> None:
    arguments = ["two words", "a&b=c", "$HOME;`id`", "", "naïve ☃", "line\nbreak", "+", "%41"]
    result = client.exec(waiting, namespace, ["sh", "-c", 'printf "<%s>" "$@"', "sh", *arguments])
    assert result.stdout.decode() == "".join(f"<{argument}>" for argument in arguments)


def test_a_command_reads_what_it_is_given(client: Client, namespace: str, waiting: str) -> None:
    given = bytes(range(256)) * 4096
    assert client.exec(waiting, namespace, ["cat"], stdin=given).stdout == given


def test_a_command_reads_the_end_when_it_is_given_nothing(client: Client, namespace: str, waiting: str) -> None:
    assert client.exec(waiting, namespace, ["wc", "-c"], stdin=b"").stdout.strip() == b"0"


def test_a_command_without_input_does_not_wait_for_any(client: Client, namespace: str, waiting: str) -> None:
    assert client.exec(waiting, namespace, ["cat"]).stdout == b""


def test_a_long_output_is_whole(client: Client, namespace: str, waiting: str) -> None:
    result = client.exec(waiting, namespace, ["sh", "-c", "yes 0123456789abcde | head -n 200000"])
    assert result.stdout == b"0123456789abcde\n" * 200_000


def test_a_command_that_does_not_end_is_given_up_in_time(client: Client, namespace: str, waiting: str) -> None:
    with pytest.raises(TimedOut):
        client.exec(waiting, namespace, ["sleep", "600"], timeout=1)


def test_a_program_that_is_not_there_is_an_error(client: Client, namespace: str, waiting: str) -> None:
    with pytest.raises(ApiError) as caught:
        client.exec(waiting, namespace, ["no-such-program"])
    assert caught.value.attributes.subresource == "exec"
    assert "no-such-program" not in str(caught.value)


def test_a_container_that_is_not_there_is_a_bad_request(client: Client, namespace: str, waiting: str) -> None:
    with pytest.raises(BadRequest):
        client.exec(waiting, namespace, ["true"], container="missing")


def test_a_container_of_several_is_named(client: Client, namespace: str, run_pod: RunPod) -> None:
    manifest = pod("p", namespace, "sleep", "600")
    other = {"name": "other", "image": BUSYBOX, "command": ["sleep", "600"]}
    manifest["spec"]["containers"].append({**other, "env": [{"name": "WHERE", "value": "other"}]})
    run_pod(manifest)
    assert client.exec("p", namespace, ["sh", "-c", "echo $WHERE"], container="other").stdout == b"other\n"


def test_a_pod_that_is_not_there_is_not_found(client: Client, namespace: str) -> None:
    with pytest.raises(NotFound) as caught:
        client.exec("missing", namespace, ["true"])
    assert (caught.value.status, caught.value.attributes.name) == (404, "missing")


def test_a_pod_that_has_ended_runs_nothing(client: Client, namespace: str, run_pod: RunPod) -> None:
    run_pod(pod("ended", namespace, "true"), has_ended)
    with pytest.raises(ApiError):
        client.exec("ended", namespace, ["true"])


def test_a_command_without_the_right_says_which_is_missing(account_with: AccountWith, namespace: str) -> None:
    nobody = account_with("nobody").client
    with pytest.raises(Forbidden, match=r"service account nobody .* grant it get and create on pods/exec") as caught:
        nobody.exec("p", namespace, ["true"])
    assert (caught.value.status, caught.value.attributes.subresource) == (403, "exec")


def test_an_account_runs_commands_where_it_may(account_with: AccountWith, namespace: str, waiting: str) -> None:
    assert account_with("runs", EXEC).client.exec(waiting, namespace, ["echo", "yes"]).stdout == b"yes\n"
