"""The proof of equality against a model of server-side apply: never a false "unchanged"."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from slipway.converge.compare import cleaned, is_proved_equal, same

Leaf = tuple[str, str]
Leaves = dict[Leaf, Any]

SCALARS = some.one_of(some.integers(0, 2), some.booleans(), some.sampled_from(["", "1", "x"]))
VALUES = some.one_of(SCALARS, some.lists(SCALARS, max_size=2))
LEAVES = some.dictionaries(some.tuples(some.sampled_from("ab"), some.sampled_from("xyz")), VALUES, max_size=5)
JSON = some.recursive(SCALARS | some.none(), lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner))


def manifest(leaves: Leaves) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    for (part, key), value in leaves.items():
        spec.setdefault(part, {})[key] = value
    return {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "x"}, **({"spec": spec} if spec else {})}


def owned_fields(leaves: Leaves) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for part, key in leaves:
        fields.setdefault("f:spec", {}).setdefault(f"f:{part}", {})[f"f:{key}"] = {}
    return fields


def applied(leaves: Leaves, owned: Leaves, wanted: Leaves) -> Leaves:
    """What a server has after we apply: owned fields that are not wanted go, wanted ones are set."""
    return {leaf: value for leaf, value in leaves.items() if leaf not in owned} | wanted


def live_object(leaves: Leaves, owned: Leaves) -> dict[str, Any]:
    ours = {"manager": "slipway", "operation": "Apply", "apiVersion": "v1", "fieldsV1": owned_fields(owned)}
    live = manifest(leaves)
    return {**live, "metadata": {**live["metadata"], "managedFields": [ours] if owned else []}}


@given(foreign=LEAVES, applied_before=LEAVES, wanted=LEAVES)
def test_what_is_proved_equal_an_apply_does_not_change(foreign: Leaves, applied_before: Leaves, wanted: Leaves) -> None:
    leaves = applied(foreign, {}, applied_before)
    if is_proved_equal(manifest(wanted), live_object(leaves, applied_before)):
        assert same(manifest(applied(leaves, applied_before, wanted)), manifest(leaves))


@given(foreign=LEAVES, wanted=LEAVES)
def test_what_was_just_applied_is_equal(foreign: Leaves, wanted: Leaves) -> None:
    """In the maps that hold a field of ours; elsewhere there is nothing to compare."""
    assert is_proved_equal(manifest(wanted), live_object(applied(foreign, {}, wanted), wanted))


@given(foreign=LEAVES, applied_before=LEAVES, data=some.data())
def test_dropping_any_field_of_ours_is_seen(foreign: Leaves, applied_before: Leaves, data: some.DataObject) -> None:
    kept = dict(applied_before)
    if kept:
        del kept[data.draw(some.sampled_from(sorted(kept)))]
        leaves = applied(foreign, {}, applied_before)
        assert not is_proved_equal(manifest(kept), live_object(leaves, applied_before))


@given(value=JSON)
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)


@given(one=JSON, other=JSON)
def test_sameness_has_no_direction(one: Any, other: Any) -> None:
    assert same(one, other) == same(other, one)


@given(leaves=LEAVES, owned=LEAVES)
def test_cleaning_twice_is_cleaning_once(leaves: Leaves, owned: Leaves) -> None:
    live = live_object(leaves, owned)
    assert cleaned(cleaned(live)) == cleaned(live)
