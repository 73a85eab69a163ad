# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pod state over time: one lane a container, on it what its status still knows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from slipway.diagnosis.snapshot import Snapshot, event_time
from slipway.logs.containers import Container, Ending, containers
from slipway.logs.escape import escape
from slipway.logs.fields import text, time

__all__ = ["MOST_LANES", "Span", "Timeline", "spans", "timeline"]

MOST_LANES = 40
"""Lanes drawn: as many as a person can still tell apart."""
_DOTS_PER_INCH = 160
_LONGEST_LABEL = 48

# Okabe and Ito's colours, which people with any colour vision tell apart.
_COLOURS = {
    "not started": "#d9d9d9",
    "running, ready": "#009e73",
    "running, not ready": "#56b4e9",
    "ended well": "#0072b2",
    "ended with an error": "#d55e00",
    "waits to restart": "#e69f00",
    "earlier runs, not recorded": "#f0f0f0",
}
_EVENT_COLOUR = "#000000"


@dataclass(frozen=True)
class Span:
    """A time in which a container was in one state."""

    state: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Timeline:
    """The plot. Jupyter shows it as an image with a text for those who cannot see it."""

    figure: Figure
    description: str

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        picture = io.BytesIO()
        self.figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH)
        width = round(self.figure.get_figwidth() * 96)
        return (
            {"image/png": picture.getvalue(), "text/plain": self.description},
            {"image/png": {"width": width, "alt": self.description}},
        )


def timeline(snapshots: Iterable[Snapshot]) -> Timeline:
    """Draw the containers of all pods, warning events as ticks on their lanes."""
    lanes = [
        (snapshot, pod, container) for snapshot in snapshots for pod in snapshot.pods for container in containers(pod)
    ]
    shown = lanes[:MOST_LANES]
    figure = Figure(figsize=(11, 1.4 + 0.45 * max(len(shown), 1)), layout="constrained")
    axes = figure.subplots()
    states: set[str] = set()
    for row, (snapshot, pod, container) in enumerate(shown):
        lane = list(spans(pod, container, snapshot.taken))
        states.update(span.state for span in lane)
        _draw_spans(axes, row, lane)
        _draw_events(axes, row, snapshot, pod)
    labels = [_label(text(pod, "metadata", "name"), container.name) for _, pod, container in shown]
    _dress(axes, labels, states)
    left_out = f", {len(lanes) - len(shown)} more left out" if len(lanes) > len(shown) else ""
    return Timeline(
        figure, f"Pod state over time: {len(shown)} containers{left_out}. The pods table has the same data."
    )


def spans(pod: Mapping[str, Any], container: Container, taken: datetime) -> Iterator[Span]:
    """What is known of one container from the pod's creation until ``taken``, in order.

    The status keeps the current run and the one before; earlier ones are not recorded.
    """
    created = time(pod, "metadata", "creationTimestamp")
    runs = list(_runs(container, taken))
    first = runs[0].start if runs else taken
    if created and created < first:
        yield Span("earlier runs, not recorded" if container.restarts > 1 else "not started", created, first)
    for index, run in enumerate(runs):
        yield run
        if index + 1 < len(runs):
            yield Span("waits to restart", run.end, max(runs[index + 1].start, run.end))
    if runs and container.waiting[0]:
        yield Span("waits to restart", runs[-1].end, max(taken, runs[-1].end))


def _runs(container: Container, taken: datetime) -> Iterator[Span]:
    if container.ended_before:
        yield from _ended(container.ended_before)
    if container.ended:
        yield from _ended(container.ended)
    if container.running and container.running_since:
        state = "running, ready" if container.ready else "running, not ready"
        yield Span(state, container.running_since, max(taken, container.running_since))


def _ended(ending: Ending) -> Iterator[Span]:
    if ending.started and ending.finished:
        state = "ended with an error" if ending.exit_code else "ended well"
        yield Span(state, ending.started, max(ending.finished, ending.started))


def _draw_spans(axes: Axes, row: int, lane: list[Span]) -> None:
    for span in lane:
        start, end = _position(span.start), _position(span.end)
        # A run may be shorter than a second, the unit of a status: it still gets a visible mark.
        axes.barh(row, end - start, left=start, height=0.6, color=_COLOURS[span.state])
        if span.state.startswith("ended"):
            axes.plot([end, end], [row - 0.3, row + 0.3], color=_COLOURS[span.state], linewidth=3)


def _draw_events(axes: Axes, row: int, snapshot: Snapshot, pod: Mapping[str, Any]) -> None:
    uid = text(pod, "metadata", "uid")
    for event in snapshot.events:
        when = event_time(event)
        if when and text(event, "type") == "Warning" and uid and text(event, "involvedObject", "uid") == uid:
            axes.plot([_position(when)], [row - 0.38], marker="v", color=_EVENT_COLOUR, markersize=5)


def _position(moment: datetime) -> float:
    return float(date2num(moment))  # type: ignore[no-untyped-call]  # matplotlib's


def _dress(axes: Axes, labels: list[str], states: set[str]) -> None:
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]  # matplotlib's
    axes.xaxis_date()
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]  # matplotlib's
    axes.xaxis.set_major_formatter(formatter)
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    # Names come from the cluster: a dollar sign in them is no formula.
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_ylim(len(labels) - 0.4, -0.7)
    axes.set_xlabel("UTC")
    axes.grid(visible=True, axis="x", color="#e0e0e0")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    keys: list[Artist] = [Patch(color=colour, label=state) for state, colour in _COLOURS.items() if state in states]
    keys.append(Line2D([], [], marker="v", color=_EVENT_COLOUR, linestyle="", label="warning event"))
    axes.figure.legend(handles=keys, loc="outside lower center", ncols=4, fontsize=8, frameon=False)
    if not labels:
        axes.text(0.5, 0.5, "no pods", transform=axes.transAxes, ha="center")


def _label(pod: str, container: str) -> str:
    whole = escape(f"{pod} / {container}", 400)
    return whole if len(whole) <= _LONGEST_LABEL else f"…{whole[-_LONGEST_LABEL:]}"
