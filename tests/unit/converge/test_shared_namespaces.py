"""No two projects ever have one namespace: not in one run, and not by the labels that an earlier run left."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from slipway.errors import InvalidInput
from slipway.projects.project import Project, project_of
from slipway.projects.refusals import foreign_namespace
from slipway.projects.requested import requested_projects

Identity = tuple[str, str | None, str | None]

# Few letters, so that names meet; each with one that a namespace can have.
WORDS = some.text("aB1-_. /é", max_size=5).map(lambda text: f"a{text}")
IDENTITIES = some.tuples(WORDS, some.none() | WORDS, some.none() | WORDS)


def project(identity: Identity, namespace: str) -> Project:
    name, identifier, environment = identity
    entry = {"name": name, "id": identifier, "environment": environment, "namespace": namespace, "adopt": True}
    return project_of(entry, {})


@given(one=IDENTITIES, other=IDENTITIES)
@example(one=("a-1", "2", None), other=("a", "1", "2"))
@example(one=("a", "1", None), other=("a", None, "1"))
@example(one=("A", None, None), other=("a", None, None))
def test_a_namespace_that_one_project_made_is_refused_to_every_other(one: Identity, other: Identity) -> None:
    made, asking = project(one, "shared"), project(other, "shared")
    live = {"metadata": {"name": "shared", "labels": dict(made.identity)}}
    assert (foreign_namespace(asking, live) is None) is (one == other)
    assert (foreign_namespace(asking, live, deleting=True) is None) is (one == other)
    assert foreign_namespace(made, live) is None


@given(one=IDENTITIES, other=IDENTITIES)
@example(one=("a-1", "2", None), other=("a", "1", "2"))
def test_two_projects_of_one_run_have_two_namespaces_or_are_refused(one: Identity, other: Identity) -> None:
    entries = [dict(zip(("name", "id", "environment"), identity, strict=True)) for identity in (one, other)]
    try:
        made = requested_projects({"projects": entries})
    except InvalidInput as error:
        assert "have the same namespace" in str(error)  # noqa: PT017  # either outcome is right
    else:
        assert made[0].project.namespace != made[1].project.namespace


def test_the_same_parts_cut_elsewhere_meet_in_one_name_and_are_refused() -> None:
    entries = [{"name": "a-1", "id": "2"}, {"name": "a", "id": "1", "environment": "2"}]
    with pytest.raises(InvalidInput, match="projects 1 and 2 of 2 have the same namespace a-1-2"):
        requested_projects({"projects": entries})
