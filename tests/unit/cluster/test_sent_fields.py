"""A field that a server names is told by the way through what was sent, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.cluster.http.sent_fields import sent_field
from tests.fixtures.planted import PLANTED, SECRET

SENT: dict[str, Any] = {
    "metadata": {"labels": {"app": "web", "app.kubernetes.io/name": "web", "app.kubernetes": "x"}},
    "spec": {
        "replicas": 1,
        "containers": [{"name": "web", "image": "web:1"}, {"name": "side car", "env": [{"value": SECRET}]}],
        "ports": [{"port": 80, "nodePort": 30080}, {"port": 443, "protocol": "TCP"}, "no object"],
        "\x1b[2J": 1,
        5: 1,
    },
    "data": {"config.yaml": SECRET},
}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("spec", "spec"),
        ("spec.replicas", "spec.replicas"),
        (".spec.replicas", "spec.replicas"),
        ("spec.containers[0].image", "spec.containers[0].image"),
        ('.spec.containers[name="web"].image', 'spec.containers[name="web"].image'),
        ('.spec.containers[name="side car"].env', "spec.containers[1].env"),
        ('.spec.ports[port=443,protocol="TCP"].protocol', "spec.ports[1].protocol"),
        ('.spec.ports[port=80,protocol="TCP"].nodePort', "spec.ports[0].nodePort"),
        ("metadata.labels[app.kubernetes.io/name]", "metadata.labels[app.kubernetes.io/name]"),
        (".metadata.labels.app.kubernetes.io/name", "metadata.labels.app.kubernetes.io/name"),
        (".metadata.labels.app", "metadata.labels.app"),
        ("data[config.yaml]", "data[config.yaml]"),
    ],
)
def test_a_field_that_was_sent(path: str, told: str) -> None:
    assert sent_field(path, SENT) == told


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("metadata.name", "metadata.name"),
        ("spec.containers[0].imagePullPolicy", "spec.containers[0].imagePullPolicy"),
        ("status", "status"),
        ("spec.template.spec.restartPolicy", "spec"),
    ],
    ids=["its own", "in a list", "at the top", "below another that is missing"],
)
def test_a_field_that_is_missing_is_told_when_the_object_around_it_was_sent(path: str, told: str) -> None:
    assert sent_field(path, SENT) == told


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"spec.{SECRET}", "spec"),
        (f"spec.containers[0].{PLANTED}", "spec.containers[0]"),
        (f"metadata.annotations[{SECRET}]", "metadata"),
        (f'spec.containers[name="{SECRET}"].image', "spec.containers"),
        (f'spec.containers[1].env[value="{SECRET}"]', "spec.containers[1].env[0]"),
        (f"data[config.yaml].{SECRET}", "data[config.yaml]"),
        ("spec.hunter2", "spec"),
        ("spec." + "a" * 33, "spec"),
        ("spec.\x1b[2J", "spec"),
        (SECRET, ""),
        ("", ""),
        ("[0]", ""),
        ("[", ""),
        ("spec.containers[7].image", "spec.containers"),
        ("spec.containers[-1]", "spec.containers"),
        ("spec.containers[]", "spec.containers"),
        ('spec.containers[="web"]', "spec.containers"),
        ("spec.containers.image", "spec.containers"),
        ("spec.replicas.x", "spec.replicas"),
        ("spec.ports[protocol=UDP]", "spec.ports"),
        ("spec.ports[2].port", "spec.ports[2]"),
        ("spec" + ".x" * 600, ""),
    ],
)
def test_what_leads_nowhere_is_left_out(path: str, told: str) -> None:
    assert sent_field(path, SENT) == told


@pytest.mark.parametrize("sent", [None, [], [{"op": "add", "path": "/spec"}], "spec", 5])
def test_without_an_object_that_was_sent_nothing_is_told(sent: Any) -> None:
    assert sent_field("spec", sent) == ""


_WORDS = st.sampled_from(["spec", "data", "containers", "0", "name", "x-y", "\x1b"])
_OBJECTS = st.dictionaries(
    _WORDS,
    st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3)),
)


@given(st.one_of(st.text(), st.lists(_WORDS | st.sampled_from(list('.[]="'))).map("".join)), _OBJECTS)
def test_whatever_the_server_says_it_is_a_printable_path(path: str, sent: dict[str, Any]) -> None:
    told = sent_field(path, sent)
    assert told == "" or (told.isascii() and told.isprintable() and " " not in told)
