"""Which options there are, from where each is taken, and which values it may have, for tasks and for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slipway.cluster.connection.connection import connect
from slipway.cluster.connection.options import _VARIABLES, CONNECTION_ARGUMENTS, connection_options
from slipway.errors import ConfigurationError, TargetRefused

THEIRS = {"host": "https://10.0.0.1", "api_key": "the-token"}
VALUES = {"str": "given", "path": "given", "bool": True, "int": 5, "list": ["given"]}
"""By the type of an option."""
OF_VARIABLES = {
    **dict.fromkeys(_VARIABLES.values(), "of the variable"),
    "K8S_AUTH_VERIFY_SSL": "false",
    "SLIPWAY_ALLOW_HTTP": "false",
    "SLIPWAY_REQUEST_TIMEOUT": "9",
}


def test_each_option_goes_before_its_variable() -> None:
    given = {name: VALUES[argument["type"]] for name, argument in CONNECTION_ARGUMENTS.items()}
    assert connection_options(given, OF_VARIABLES) == given


def test_all_options_are_there_under_their_names_when_none_is_given() -> None:
    assert connection_options({}, {}) == dict.fromkeys(CONNECTION_ARGUMENTS)


def test_reading_what_was_read_changes_nothing() -> None:
    once = connection_options({"verify_ssl": "no", "impersonate_groups": "a, b"}, OF_VARIABLES)
    assert connection_options(once, OF_VARIABLES) == once


def test_an_untrusted_cluster_gets_nothing_of_the_operators_own() -> None:
    environment = {**OF_VARIABLES, "K8S_AUTH_PROXY": "http://proxy.example:3128"}
    options = connection_options({"untrusted": True, "host": "https://theirs.example"}, environment)
    own = ("kubeconfig", "context", "api_key", "client_cert", "client_key", "ca_cert", "impersonate_user")
    assert {name: options[name] for name in own} == dict.fromkeys(own)
    assert (options["host"], options["proxy"]) == ("https://theirs.example", "http://proxy.example:3128")


def test_untrusted_may_be_written_as_text() -> None:
    assert connection_options({"untrusted": "yes"}, OF_VARIABLES)["host"] is None
    assert connection_options({"untrusted": "no"}, OF_VARIABLES)["host"] == "of the variable"


def test_an_empty_variable_is_none() -> None:
    assert connection_options({}, {"K8S_AUTH_HOST": "", "SLIPWAY_REQUEST_TIMEOUT": ""})["host"] is None


def test_an_option_of_false_goes_before_a_variable_of_true() -> None:
    assert connection_options({"validate_certs": False}, {"K8S_AUTH_VERIFY_SSL": "true"})["validate_certs"] is False


def test_lists_may_be_written_with_commas() -> None:
    environment = {"K8S_AUTH_IMPERSONATE_GROUPS": "dev, ops,"}
    options = connection_options({"allowed_targets": "10.0.0.0/8,*.lab.example"}, environment)
    assert options["impersonate_groups"] == ["dev", "ops"]
    assert options["allowed_targets"] == ["10.0.0.0/8", "*.lab.example"]


def test_a_path_may_be_one_of_pathlib() -> None:
    assert connection_options({"kubeconfig": Path("/a/config")}, {})["kubeconfig"] == "/a/config"


@pytest.mark.parametrize(
    ("alias", "name", "value"),
    [
        ("verify_ssl", "validate_certs", False),
        ("ssl_ca_cert", "ca_cert", "/ca.pem"),
        ("cert_file", "client_cert", "/me.crt"),
        ("key_file", "client_key", "/me.key"),
    ],
)
def test_an_alias_is_the_option(alias: str, name: str, value: Any) -> None:
    assert connection_options({alias: value}, {})[name] == value
    assert connection_options({alias: value, name: None}, {})[name] == value
    with pytest.raises(ConfigurationError, match=f"{name} is given twice"):
        connection_options({alias: value, name: True}, {})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("untrusetd", "did you mean untrusted"),
        ("verify-ssl", "did you mean verify_ssl"),
        ("timeout", "did you mean request_timeout"),
        ("colour", "there are kubeconfig, context, host"),
        (5, "there are kubeconfig, context, host"),
    ],
)
def test_an_option_that_there_is_none_of_is_refused_and_the_nearest_named(written: Any, meant: str) -> None:
    with pytest.raises(ConfigurationError, match=meant):
        connection_options({written: None}, {})


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("host", 5, "host must be text, not int"),
        ("host", b"https://a.example", "host must be text, not bytes"),
        ("api_key", ["planted-secret"], "api_key must be text, not list"),
        ("kubeconfig", True, "kubeconfig must be text, not bool"),
        ("allow_http", "maybe", "allow_http must be true or false"),
        ("untrusted", "bogus", "untrusted must be true or false"),
        ("untrusted", "", "untrusted must be true or false"),
        ("untrusted", [], "untrusted must be true or false"),
        ("validate_certs", 2, "validate_certs must be true or false"),
        ("validate_certs", 0.0, "validate_certs must be true or false"),
        ("request_timeout", "abc", "request_timeout must be a number of seconds, from 1 to 999999"),
        ("request_timeout", "1.5", "request_timeout must be a number of seconds"),
        ("request_timeout", 0, "request_timeout must be a number of seconds"),
        ("request_timeout", -1, "request_timeout must be a number of seconds"),
        ("request_timeout", 1_000_000, "request_timeout must be a number of seconds"),
        ("request_timeout", True, "request_timeout must be a number of seconds"),
        ("request_timeout", float("nan"), "request_timeout must be a number of seconds"),
        ("request_timeout", float("inf"), "request_timeout must be a number of seconds"),
        ("impersonate_groups", {"planted-secret": 1}, "impersonate_groups must be a list of texts"),
        ("allowed_targets", ["10.0.0.1", 5], "allowed_targets must be a list of texts"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_without_quoting_it(name: str, value: Any, wanted: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{wanted}") as caught:
        connect({**THEIRS, name: value}, {})
    assert "planted-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "text", "wanted"),
    [
        ("K8S_AUTH_VERIFY_SSL", "maybe", "K8S_AUTH_VERIFY_SSL must be true or false"),
        ("SLIPWAY_ALLOW_HTTP", "bogus", "SLIPWAY_ALLOW_HTTP must be true or false"),
        ("SLIPWAY_REQUEST_TIMEOUT", "soon", "SLIPWAY_REQUEST_TIMEOUT must be a number of seconds"),
        ("SLIPWAY_REQUEST_TIMEOUT", "-1", "SLIPWAY_REQUEST_TIMEOUT must be a number of seconds"),
        ("SLIPWAY_REQUEST_TIMEOUT", "1.5", "SLIPWAY_REQUEST_TIMEOUT must be a number of seconds"),
        ("SLIPWAY_REQUEST_TIMEOUT", "0", "SLIPWAY_REQUEST_TIMEOUT must be a number of seconds"),
        ("SLIPWAY_REQUEST_TIMEOUT", "5\n", "SLIPWAY_REQUEST_TIMEOUT must be a number of seconds"),
    ],
)
def test_a_variable_that_cannot_be_right_is_refused_by_its_name(variable: str, text: str, wanted: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{wanted}"):
        connect(THEIRS, {variable: text})


@pytest.mark.parametrize(
    ("given", "verified"), [("no", False), ("False", False), ("0", False), (0, False), ("yes", True)]
)
def test_true_and_false_may_be_written_as_text(given: Any, *, verified: bool) -> None:
    assert connection_options({"validate_certs": given}, {})["validate_certs"] is verified
    assert connection_options({}, {"K8S_AUTH_VERIFY_SSL": str(given)})["validate_certs"] is verified


def test_connecting_takes_what_the_variables_say() -> None:
    found = connect(
        {},
        {
            "K8S_AUTH_HOST": "https://10.0.0.2",
            "K8S_AUTH_API_KEY": "of-the-variable",
            "K8S_AUTH_IMPERSONATE_USER": "jane",
            "SLIPWAY_REQUEST_TIMEOUT": "7",
        },
    )
    assert (found.host, found.authorization) == ("https://10.0.0.2", "Bearer of-the-variable")
    assert (found.impersonate_user, found.timeout) == ("jane", 7)


def test_http_is_not_allowed_by_the_text_false() -> None:
    with pytest.raises(TargetRefused, match="http"):
        connect({**THEIRS, "host": "http://10.0.0.1", "allow_http": "false"}, {})


def test_a_time_given_as_text_is_obeyed() -> None:
    assert connect({**THEIRS, "request_timeout": "5"}, {}).timeout == 5


def test_a_connection_made_again_reads_the_same_options() -> None:
    made = connect({"verify_ssl": False}, {"K8S_AUTH_HOST": "https://10.0.0.2", "K8S_AUTH_API_KEY": "x"})
    assert made.renewal is not None
    again = made.renewal.connect_again(5)
    assert (again.host, again.authorization) == (made.host, made.authorization)
