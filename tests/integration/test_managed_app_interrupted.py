"""A play may be killed at any moment, and two may run at once: the app ends as the last pod left it."""

from __future__ import annotations

import json

import pytest

from slipway.apps import install, install_pod
from slipway.apps.app_spec import app_spec
from slipway.apps.record import start_record
from tests.fixtures.managed_app import APPS_NAMESPACE, DEFAULTS, App


def test_a_play_killed_in_the_middle_is_completed_by_the_next_one(app: App) -> None:
    killed = app.start(chart="slow", values={"seconds": 6})
    killed.wait_for_line("| tick 2 ")
    killed.kill()
    run = app.play(chart="slow", values={"seconds": 6})
    assert run.result["app"]["status"] == "deployed"
    assert "runs already, as this task asks for" in run.play.stdout
    assert "| tick 6 " in run.play.stdout
    assert app.revision() == 1
    assert not app.pod_exists()
    assert not app.install(chart="slow", values={"seconds": 6})["changed"]


def test_an_upgrade_killed_in_the_middle_adds_exactly_one_revision(app: App) -> None:
    app.install(chart="slow", values={"seconds": 1})
    killed = app.start(chart="slow", values={"seconds": 5})
    killed.wait_for_line("| tick 2 ")
    killed.kill()
    assert app.install(chart="slow", values={"seconds": 5})["changed"]
    assert app.revision() == 2


def test_a_pod_that_ended_after_the_kill_is_recorded_not_repeated(app: App) -> None:
    killed = app.start(chart="slow", values={"seconds": 3})
    killed.wait_for_line("| tick 1 ")
    killed.kill()
    app.cluster.kubectl(
        "wait", "pod", app.pod, "-n", APPS_NAMESPACE, "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s"
    )
    assert app.install(chart="slow", values={"seconds": 3})["app"]["revision"] == 1
    assert not app.pod_exists()


def test_a_play_with_other_values_waits_for_the_pod_of_a_killed_one(app: App) -> None:
    killed = app.start(chart="slow", values={"seconds": 4})
    killed.wait_for_line("| tick 1 ")
    killed.kill()
    run = app.play(chart="slow", values={"seconds": 1})
    assert "runs already, with other options" in run.play.stdout
    assert app.release_values() == {"seconds": 1}
    assert app.revision() == 2


def test_two_plays_at_once_take_turns_and_both_are_right(app: App) -> None:
    first = app.start(chart="slow", values={"seconds": 3, "who": "first"})
    second = app.start(chart="slow", values={"seconds": 3, "who": "second"})
    ended = [first.wait(), second.wait()]
    assert [run.rc for run in ended] == [0, 0], [run.text for run in ended]
    assert app.revision() == 2
    # Whoever ran last says so by its record: the same task again has nothing to do.
    holder = app.release_values()
    assert not app.install(chart="slow", values=holder)["changed"]


def test_two_equal_plays_at_once_make_one_revision(app: App) -> None:
    plays = [app.start(chart="slow", values={"seconds": 3}) for _ in range(2)]
    assert [play.wait().rc for play in plays] == [0, 0]
    assert app.revision() == 1


def test_values_left_by_a_killed_play_are_removed_by_a_later_one(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_pod, "SWEEP_AGE", -1)
    app.install()
    name = f"{app.pod}-left-over"
    labels = {"slipway.dev/app": app.name, "slipway.dev/part": "values"}
    left_over = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": APPS_NAMESPACE, "labels": labels},
    }
    app.cluster.kubectl("create", "-f", "-", stdin=json.dumps(left_over))
    assert app.install(values={"message": "other"})["changed"]
    assert "NotFound" in app.cluster.kubectl("get", "secret", name, "-n", APPS_NAMESPACE, check=False)


def test_a_pod_whose_maker_was_killed_before_it_could_start_is_let_go_by_the_next_play(app: App) -> None:
    spec = app_spec({**DEFAULTS, **app.options()})
    client = app.client()
    app.install(chart="no-such-chart")
    app.cluster.kubectl("delete", "pod", app.pod, "-n", APPS_NAMESPACE)
    record = start_record(client, app.name)
    assert install_pod.create_pod(client, spec, record.fingerprint_of(spec)) is not None
    assert app.install()["app"]["status"] == "deployed"
    assert app.revision() == 1


def test_a_gated_pod_with_other_options_is_removed_when_nobody_lets_it_go(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "OWNER_GRACE", 1.0)
    app.install(chart="no-such-chart")
    app.cluster.kubectl("delete", "pod", app.pod, "-n", APPS_NAMESPACE)
    other = app_spec({**DEFAULTS, **app.options(values={"message": "other"})})
    assert install_pod.create_pod(app.client(), other, "other") is not None
    assert app.install(values={"message": "mine"})["app"]["status"] == "deployed"
    assert app.release_values() == {"message": "mine"}


def test_a_pod_that_is_gone_before_it_can_be_watched_is_not_waited_for(app: App) -> None:
    spec = app_spec({**DEFAULTS, **app.options()})
    app.install(chart="no-such-chart")
    app.cluster.kubectl("delete", "pod", app.pod, "-n", APPS_NAMESPACE)
    pod = install_pod.create_pod(app.client(), spec, "any")
    assert pod is not None
    install_pod.delete_pod(app.client(), pod)
    assert install_pod.wait_for(app.client(), pod, lambda _pod: False, seconds=30)
