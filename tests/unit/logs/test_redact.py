"""No secret among the values is left in any text, and what is not a secret stays readable."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slipway.logs.redact import MARK, SHORTEST_VALUE, Redactor

_SECRETS = st.text(st.characters(exclude_categories=["Cs"]), min_size=SHORTEST_VALUE, max_size=40).filter(
    lambda text: len(text.strip()) >= SHORTEST_VALUE and text.lower() not in {"true", "false", "null", "none"}
)
_TREES = st.recursive(
    _SECRETS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def _leaves(tree: Any) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    return [leaf for branch in (tree.values() if isinstance(tree, dict) else tree) for leaf in _leaves(branch)]


@given(_TREES, st.data())
def test_no_secret_leaf_is_left(tree: Any, data: st.DataObject) -> None:
    leaves = _leaves(tree)
    assume(leaves)
    # The mark itself is in the output: a secret that overlaps it is no secret that could be told from it.
    assume(not any(set(leaf) & set(MARK) for leaf in leaves))
    words = data.draw(st.lists(st.sampled_from([*leaves, "a", "=", "\n", "'"]), max_size=8))
    redactor = Redactor({"values": tree})
    text = redactor.redact("".join(words))
    assert not [leaf for leaf in leaves if leaf in text]
    as_bytes = redactor.redact("".join(words).encode())
    assert not [leaf for leaf in leaves if leaf.encode() in as_bytes]


@given(_SECRETS)
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(str, id="as-it-is"),
        pytest.param(lambda text: base64.b64encode(text.encode()).decode(), id="base64"),
        pytest.param(lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="), id="base64url"),
        pytest.param(lambda text: base64.b64encode(f"{text}\n".encode()).decode(), id="base64-of-echo"),
        pytest.param(lambda text: json.dumps(text)[1:-1], id="json"),
        pytest.param(lambda text: quote(text, safe=""), id="url"),
        pytest.param(quote_plus, id="form"),
        pytest.param(html.escape, id="html"),
        pytest.param(lambda text: repr(text)[1:-1], id="python"),
    ],
)
def test_a_secret_is_found_however_it_is_spelled(spell: Any, secret: str) -> None:
    spelled = spell(secret)
    redacted = Redactor({"password": secret}).redact(f"<{spelled}>")
    assert redacted.startswith(f"<{MARK}")
    assert spelled not in redacted.replace(MARK, "")


def test_each_line_of_a_key_is_found_with_a_timestamp_before_it() -> None:
    redactor = Redactor({"tls": "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n"})
    log = "12:00 MIIEvQIBADANBg\n12:01 kqhkiG9w0BAQEF\n"
    assert redactor.redact(log) == f"12:00 {MARK}\n12:01 {MARK}\n"


@pytest.mark.parametrize("key", ["password", "dbPassword", "apiKey", "API_TOKEN", "clientSecret", "credentials"])
def test_below_a_key_that_names_a_secret_even_short_texts_count(key: str) -> None:
    assert Redactor({"db": {key: {"main": "x1"}}}).redact("pw=x1") == f"pw={MARK}"


def test_short_words_below_other_keys_stay() -> None:
    assert Redactor({"name": "web", "size": "S"}).redact("web S") == "web S"


def test_a_number_below_a_secret_key_counts_as_helm_writes_it_too() -> None:
    redactor = Redactor({"password": 12345678, "replicas": 9999})
    assert redactor.redact("12345678 1.2345678e+07 9999") == f"{MARK} {MARK} 9999"


def test_image_names_stay_readable() -> None:
    values = {"image": {"registry": "reg.example.org", "repository": "shop/web", "tag": "1.2.3"}, "other": "word"}
    text = "cannot pull reg.example.org/shop/web:1.2.3"
    assert Redactor(values).redact(text) == text


def test_credentials_in_an_image_key_do_not_stay() -> None:
    redactor = Redactor({"repository": "https://user:hunter2@charts.example.org"})
    assert redactor.redact("GET https://user:hunter2@charts.example.org") == f"GET {MARK}"


def test_overlapping_secrets_become_one_mark() -> None:
    assert Redactor({"a": "abcdef", "b": "defghi"}).redact("<abcdefghi>") == f"<{MARK}>"


def test_a_secret_that_contains_another_leaves_no_rest() -> None:
    assert Redactor({"a": "hunter", "b": "hunter2-and-more"}).redact("hunter2-and-more") == MARK


_NAMES = st.text("abcxyz-0", min_size=SHORTEST_VALUE, max_size=12)


@given(_NAMES, st.sampled_from(["fullnameOverride", "release", "host"]))
def test_a_public_name_among_the_values_stays_readable(name: str, key: str) -> None:
    redactor = Redactor({"web": [{key: name}, {key: f"{name}\n"}]}, public=[name])
    assert redactor.redact(f"installing {name}") == f"installing {name}"


@given(_NAMES, st.sampled_from(["password", "apiKey", "token"]))
def test_a_public_name_below_a_key_that_names_a_secret_does_not(name: str, key: str) -> None:
    redactor = Redactor({"release": name, key: {"main": name}}, public=[name])
    assert name not in redactor.redact(f"<{name}>")


@given(_NAMES, _NAMES)
def test_a_secret_that_holds_a_public_name_is_redacted_whole(name: str, rest: str) -> None:
    secret = f"{name}:{rest}"
    assert Redactor({"dsn": secret}, public=[name]).redact(f"<{secret}>") == f"<{MARK}>"


def test_a_public_name_stays_readable_that_is_one_line_of_a_longer_text() -> None:
    assert Redactor({"config": "storefront\nhunter2"}, public=["storefront"]).redact("storefront hunter2") == (
        f"storefront {MARK}"
    )


def test_words_of_yaml_are_no_secrets() -> None:
    assert Redactor({"debug": "true", "proxy": "none"}).redact("true none") == "true none"


def test_a_redactor_shows_no_secret_when_it_is_printed() -> None:
    assert repr(Redactor({"password": "hunter2"})) == "Redactor(1 secrets)"


def test_without_secrets_text_stays_as_it_is() -> None:
    assert Redactor().redact("nothing to hide") == "nothing to hide"
