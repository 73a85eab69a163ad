"""What happens around an install pod is shown while it happens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.fixtures.managed_app import App

_TICK = re.compile(r"\| tick (\d+) (\S+)$")


def test_a_hooks_lines_are_shown_within_a_second_and_before_the_task_ends(app: App) -> None:
    run = app.play(chart="slow", values={"seconds": 10})
    ticks = [(line, _TICK.search(line.text)) for line in run.play.lines]
    seen = [(int(found[1]), datetime.fromisoformat(found[2]), line.arrived) for line, found in ticks if found]
    assert [number for number, _, _ in seen] == list(range(1, 11))
    delays = [arrived - written for _, written, arrived in seen]
    assert max(delays) < timedelta(seconds=1), [delay.total_seconds() for delay in delays]
    ended = next(line.arrived for line in run.play.lines if line.text.startswith("changed:"))
    assert ended > seen[-1][2]


def test_the_pods_own_lines_and_states_are_shown(app: App) -> None:
    stdout = app.play().play.stdout
    assert f"{app.pod}: running" in stdout
    assert f"{app.pod} | STATUS: deployed" in stdout


def test_warnings_of_the_target_namespace_are_shown(app: App) -> None:
    stdout = app.play(chart="failing-hook").play.stdout
    assert f"{app.pod} ! Warning BackoffLimitExceeded Job/{app.name}-hook" in stdout


def test_warnings_from_before_the_install_are_not_shown(app: App) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    app.cluster.kubectl("create", "-f", "-", stdin=_warning(app.name, f"{app.name}-web", long_ago))
    assert "SomeTrouble" not in app.play().play.text


def test_warnings_of_other_apps_in_the_namespace_are_not_shown(app: App) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    app.cluster.kubectl("create", "-f", "-", stdin=_warning(app.name, "other-web", soon))
    assert "SomeTrouble" not in app.play().play.text


def test_warnings_of_the_apps_own_objects_are_shown(app: App) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    app.cluster.kubectl("create", "-f", "-", stdin=_warning(app.name, f"{app.name}-web", soon))
    assert f"{app.pod} ! Warning SomeTrouble Pod/{app.name}-web: over long ago" in app.play().play.stdout


def _warning(namespace: str, pod: str, moment: datetime) -> str:
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"""
apiVersion: v1
kind: Event
metadata: {{name: some-warning, namespace: {namespace}}}
involvedObject: {{kind: Pod, name: {pod}, namespace: {namespace}}}
type: Warning
reason: SomeTrouble
message: over long ago
firstTimestamp: {stamp}
lastTimestamp: {stamp}
"""
