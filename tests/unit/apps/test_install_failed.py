"""What a failed install says and returns."""

from __future__ import annotations

import pytest

from slipway.apps.helm_problems import HelmProblem
from slipway.apps.install_failed import InstallFailed
from slipway.apps.pod_end import PodEnd
from slipway.diagnosis.finding import ERROR, Finding
from tests.unit.apps.test_app_spec import spec

FAILED = PodEnd("Failed", "Error", 1)
LATE = HelmProblem("not_ready_in_time", "the release did not become ready in time")
HOOK = HelmProblem("hook_failed", "a hook of the chart failed")
IMAGE = Finding(
    "image_cannot_be_pulled", ERROR, "Pod", "shop-1", "web-1", "The image cannot be pulled.", "check it", ("secret?",)
)


def test_the_message_names_the_pod_its_end_the_cause_and_the_next_command() -> None:
    assert str(InstallFailed(spec(), FAILED, HOOK, ["a line"])) == (
        "install pod install-web: Failed (Error, exit code 1): a hook of the chart failed; "
        "the lines that prove it are in log_tail. "
        "To look into it: slipway notebook app_install_failed --app web --namespace shop-1"
    )


def test_the_command_reaches_the_same_cluster() -> None:
    made = spec(context="my cluster", kubeconfig="/etc/kubeconfig")
    assert str(InstallFailed(made, FAILED)).endswith("--kubeconfig=/etc/kubeconfig '--context=my cluster'")


def test_without_lines_none_are_promised() -> None:
    assert "log_tail" not in str(InstallFailed(spec(), FAILED, HOOK, []))


@pytest.mark.parametrize(
    ("end", "problem", "findings", "code", "told"),
    [
        (FAILED, LATE, [IMAGE], "image_cannot_be_pulled", "Pod web-1: The image cannot be pulled; check it"),
        (FAILED, None, [IMAGE], "image_cannot_be_pulled", "Pod web-1"),
        (FAILED, HOOK, [IMAGE], "hook_failed", "a hook of the chart failed"),
        (FAILED, LATE, [], "not_ready_in_time", "did not become ready"),
        (FAILED, None, [], "install_failed", "Helm failed"),
        (PodEnd("Failed", "OOMKilled", 137), HOOK, [IMAGE], "install_failed", "more memory"),
        (PodEnd("CannotStart", "ImagePullBackOff"), None, [IMAGE], "install_failed", "check the option image"),
        (PodEnd("Deleted"), LATE, [], "install_failed", "somebody deleted the pod"),
    ],
)
def test_the_most_telling_cause_is_told(
    end: PodEnd, problem: HelmProblem | None, findings: list[Finding], code: str, told: str
) -> None:
    failed = InstallFailed(spec(), end, problem, [], findings)
    assert failed.failure() == {"code": code}
    assert told in str(failed)


def test_findings_are_returned_without_what_the_cluster_wrote() -> None:
    (finding,) = InstallFailed(spec(), FAILED, LATE, [], [IMAGE]).result()["findings"]
    assert finding["code"] == "image_cannot_be_pulled"
    assert "evidence" not in finding
