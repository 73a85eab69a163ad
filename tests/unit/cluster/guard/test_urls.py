"""What may be dialled and what not: tables of URLs, and what every single rule is for."""

from __future__ import annotations

from collections import Counter

import pytest

from slipway.cluster.guard import guard as guard_module
from slipway.cluster.guard import server_url as server_url_module
from slipway.cluster.guard.address_rules import ADDRESS_RULES
from slipway.cluster.guard.server_url import ServerUrl, parse_server_url
from slipway.cluster.guard.url_rules import URL_RULES
from slipway.errors import ConfigurationError, TargetRefused
from tests.unit.cluster.guard.good_urls import GOOD
from tests.unit.cluster.guard.target_urls import TARGETS
from tests.unit.cluster.guard.url_cases import Good, Hostile
from tests.unit.cluster.guard.verdicts import dialled, refusal
from tests.unit.cluster.guard.written_urls import WRITTEN

HOSTILE = [*WRITTEN, *TARGETS]


def _ids(cases: list[Hostile]) -> list[str]:
    return [f"{case.kind} {number}" for number, case in enumerate(cases)]


def test_there_are_enough_hostile_urls_of_each_kind_and_none_twice() -> None:
    kinds = Counter(case.kind for case in HOSTILE)
    assert len(HOSTILE) >= 120
    assert len(kinds) >= 15
    assert min(kinds.values()) >= 5
    assert len({(case.url, case.answers) for case in HOSTILE}) == len(HOSTILE)
    assert len({case.url for case in GOOD}) >= 40


@pytest.mark.parametrize("case", HOSTILE, ids=_ids(HOSTILE))
def test_a_hostile_url_is_refused_by_the_rule_for_it(case: Hostile) -> None:
    assert refusal(case) == case.rule


@pytest.mark.parametrize("case", WRITTEN, ids=_ids(WRITTEN))
def test_a_refusal_quotes_nothing_of_what_is_written_badly(case: Hostile) -> None:
    with pytest.raises(TargetRefused) as caught:
        parse_server_url(case.url)
    reason = next(rule.reason for rule in URL_RULES if rule.name == case.rule)
    assert str(caught.value) == f"the API server's address is refused ({case.rule}): {reason}"


@pytest.mark.parametrize("case", TARGETS, ids=_ids(TARGETS))
def test_a_refusal_is_one_line_that_names_the_rule_and_what_to_do(case: Hostile) -> None:
    with pytest.raises(TargetRefused) as caught:
        dialled(case, parse_server_url(case.url))
    message = str(caught.value)
    assert message.isascii()
    assert message.isprintable()
    assert f"is refused ({case.rule}): it is " in message
    assert message.endswith(("; no setting allows that; check the server's address", "(allowed_targets)"))


@pytest.mark.parametrize(
    "case", [case for case in TARGETS if case.untrusted], ids=lambda case: f"{case.url} {case.answers}"
)
def test_what_is_refused_to_untrusted_targets_alone_is_open_to_the_operators_own(case: Hostile) -> None:
    assert dialled(Good("trusted", case.url, answers=case.answers), parse_server_url(case.url))


@pytest.mark.parametrize("case", GOOD, ids=[case.why for case in GOOD])
def test_a_good_url_may_be_dialled_at_all_its_addresses(case: Good) -> None:
    server = parse_server_url(case.url)
    expected = case.answers or ((str(server.address),) if server.address else ("8.8.8.8",))
    assert dialled(case, server) == list(expected)


@pytest.mark.parametrize("case", [case for case in GOOD if case.allowed], ids=lambda case: case.why)
def test_what_the_allow_list_opens_is_closed_without_it(case: Good) -> None:
    closed = Good(case.why, case.url, untrusted=True, answers=case.answers)
    with pytest.raises(TargetRefused, match=r"not_public|own_address|low_port"):
        dialled(closed, parse_server_url(case.url))


@pytest.mark.parametrize("off", URL_RULES, ids=lambda rule: rule.name)
def test_without_its_rule_some_hostile_url_would_be_taken(off: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_url_module, "URL_RULES", tuple(rule for rule in URL_RULES if rule is not off))
    assert [case.url for case in WRITTEN if _is_taken(case)]


@pytest.mark.parametrize("off", ADDRESS_RULES, ids=lambda rule: rule.name)
def test_without_its_rule_some_hostile_place_would_be_dialled(off: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "ADDRESS_RULES", tuple(rule for rule in ADDRESS_RULES if rule is not off))
    assert [case.url for case in TARGETS if not refusal(case)]


def _is_taken(case: Hostile) -> bool:
    try:
        parse_server_url(case.url)
    except TargetRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.Example", ServerUrl("https", "a.example", 443)),
        ("https://a.example:443/", ServerUrl("https", "a.example", 443)),
        ("https://a.example:6443/k8s/clusters/c-1/", ServerUrl("https", "a.example", 6443, "/k8s/clusters/c-1")),
        ("https://[FD00:0::1]:6443", ServerUrl("https", "fd00::1", 6443)),
        ("https://[::ffff:1.2.3.4]", ServerUrl("https", "::ffff:102:304", 443)),
    ],
    ids=["a name", "the port of https", "a path", "IPv6", "IPv4 in IPv6"],
)
def test_a_url_is_read_into_its_parts(url: str, expected: ServerUrl) -> None:
    assert parse_server_url(url) == expected


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        (ServerUrl("https", "a.example", 443, "/k8s"), "https://a.example"),
        (ServerUrl("https", "a.example", 80), "https://a.example:80"),
        (ServerUrl("http", "a.example", 80), "http://a.example"),
        (ServerUrl("https", "fd00::1", 6443), "https://[fd00::1]:6443"),
    ],
    ids=["the port of https", "another port", "the port of http", "IPv6"],
)
def test_the_origin_leaves_out_path_and_usual_port(server: ServerUrl, origin: str) -> None:
    assert str(server) == server.origin == origin
    assert server.url == origin + server.path


def test_http_is_taken_where_it_is_allowed() -> None:
    assert parse_server_url("http://a.example/k8s", allow_http=True) == ServerUrl("http", "a.example", 80, "/k8s")


@pytest.mark.parametrize("text", [None, "", 5, b"https://a.example", ["https://a.example"]], ids=repr)
def test_an_address_that_is_no_text_is_missing(text: object) -> None:
    with pytest.raises(ConfigurationError, match="the API server's address is missing; give host or a kubeconfig"):
        parse_server_url(text)
