"""What may stand in the headers that say who we are, and how options are read from variables."""

from __future__ import annotations

import pytest

from slipway.cluster.connection.credentials import authorization_header, impersonation
from slipway.cluster.connection.options import _VARIABLES, CONNECTION_ARGUMENTS, connection_options
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


def test_each_option_has_a_variable_and_goes_before_it() -> None:
    names = set(CONNECTION_ARGUMENTS)
    assert set(connection_options({}, {})) == names
    given = {**dict.fromkeys(names, "given"), "request_timeout": 5}
    environment = {**dict.fromkeys(_VARIABLES.values(), "of the variable"), "SLIPWAY_REQUEST_TIMEOUT": "9"}
    assert connection_options(given, environment) == given


def test_an_untrusted_cluster_gets_nothing_of_the_operators_own() -> None:
    environment = {**dict.fromkeys(_VARIABLES.values(), "1"), "K8S_AUTH_PROXY": "http://proxy.example:3128"}
    options = connection_options({"untrusted": True, "host": "https://theirs.example"}, environment)
    own = ("kubeconfig", "context", "api_key", "client_cert", "client_key", "ca_cert", "impersonate_user")
    assert {name: options[name] for name in own} == dict.fromkeys(own)
    assert (options["host"], options["proxy"]) == ("https://theirs.example", "http://proxy.example:3128")


@pytest.mark.parametrize("text", ["soon", "-1", "1.5", "0"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"(SLIPWAY_REQUEST_TIMEOUT|request_timeout) must be"):
        connection_options({}, {"SLIPWAY_REQUEST_TIMEOUT": text})


@pytest.mark.parametrize(("text", "verified"), [("no", False), ("False", False), ("0", False), ("yes", True)])
def test_verification_is_read_from_its_variable(text: str, *, verified: bool) -> None:
    assert connection_options({}, {"K8S_AUTH_VERIFY_SSL": text})["validate_certs"] is verified


def test_a_variable_that_is_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="K8S_AUTH_VERIFY_SSL must be true or false"):
        connection_options({}, {"K8S_AUTH_VERIFY_SSL": "maybe"})


def test_an_option_of_false_goes_before_a_variable_of_true() -> None:
    assert connection_options({"validate_certs": False}, {"K8S_AUTH_VERIFY_SSL": "true"})["validate_certs"] is False


def test_groups_are_separated_by_commas() -> None:
    options = connection_options({}, {"K8S_AUTH_IMPERSONATE_GROUPS": "dev, ops,"})
    assert options["impersonate_groups"] == ["dev", "ops"]


def test_an_empty_variable_is_none() -> None:
    assert connection_options({}, {"K8S_AUTH_HOST": ""})["host"] is None
