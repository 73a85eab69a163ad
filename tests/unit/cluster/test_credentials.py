"""What may stand in the headers that say who we are."""

from __future__ import annotations

import pytest

from slipway.cluster.connection.credentials import authorization_header, impersonation
from slipway.errors import ConfigurationError

BAD_TOKENS = ["abc\nX-Evil: yes", "abc\n", "abc\r", "a b", "a\x00b", "t\u00f6ken", "\u2028"]


def test_the_token_given_goes_before_the_one_found() -> None:
    assert authorization_header("given", "Bearer found") == "Bearer given"
    assert authorization_header(None, "Bearer found\n") == "Bearer found"
    assert authorization_header(None, None) is None


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_an_api_key_that_is_no_token_is_refused_without_quoting_it(token: str) -> None:
    with pytest.raises(ConfigurationError, match="api_key has a space, a line break") as caught:
        authorization_header(token, None)
    assert token not in str(caught.value)


@pytest.mark.parametrize("found", ["Bearer a\nX-Evil: yes", "Bearer t\u00f6ken"])
def test_a_token_found_that_is_none_is_refused(found: str) -> None:
    with pytest.raises(ConfigurationError, match="check the kubeconfig's user"):
        authorization_header(None, found)


def test_impersonation_takes_names_with_spaces() -> None:
    options = {"impersonate_user": "Jane Doe", "impersonate_groups": ["dev ops"]}
    assert impersonation(options) == ("Jane Doe", ("dev ops",))
    assert impersonation({}) == (None, ())


@pytest.mark.parametrize(
    "options",
    [
        {"impersonate_user": "jane\nImpersonate-Group: system:masters"},
        {"impersonate_user": "jane", "impersonate_groups": ["dev\r\nAuthorization: x"]},
        {"impersonate_user": "jane", "impersonate_groups": [""]},
    ],
)
def test_a_name_that_would_begin_another_header_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="printable ASCII characters only"):
        impersonation(options)


def test_groups_without_a_user_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="impersonate_groups needs impersonate_user; give the user too"):
        impersonation({"impersonate_groups": ["dev"]})
