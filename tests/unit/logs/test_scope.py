"""What a person names wrongly is told before anything is asked for."""

from __future__ import annotations

import pytest

from slipway.errors import InvalidInput
from slipway.logs.scope import check_selector


@pytest.mark.parametrize(
    "selector",
    [
        *("app", "!app", "app=web", "app==web", "app!=web", "app=", "a=b,c!=d", " a = b , !c "),
        *("tier in (web, api)", "tier notin (web)", "generation>3", "app.kubernetes.io/instance=web", "in=x"),
        *("", None),
    ],
)
def test_selectors_of_kubectl_are_taken(selector: str | None) -> None:
    check_selector(selector)


@pytest.mark.parametrize(
    "selector",
    ["a b c=", "app=web,", ",", "=web", "app=we b", "app in web", "-a", "a/b/c", "x" * 64, "a\x1b[2J"],
)
def test_anything_else_is_one_printable_line_with_an_example(selector: str) -> None:
    with pytest.raises(InvalidInput, match="write labels as for kubectl's -l: app=web,tier!=cache") as refused:
        check_selector(selector)
    assert str(refused.value).isprintable()
