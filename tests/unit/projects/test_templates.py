"""Templates are the operator's, data is data: what a template makes stays in the project's namespace and its rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from slipway.errors import ConfigurationError, InvalidInput
from slipway.projects.templates import MOST_DOCUMENTS, extra_manifests

SECRET = "s3cr3t-value"
PROJECT = {
    "name": "shop",
    "id": None,
    "environment": "test",
    "namespace": "shop-test",
    "labels": {"team": "blue"},
    "annotations": {},
    "profile": "small",
}
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"
JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**63), 2**63 - 1) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
HOSTILE = some.text("\n\r\t :-{}[]'\"#&*!|>%@`\\/kindRole\x85\u2028\ufeff\x7f😀", max_size=60)

Render = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    def rendered(*templates: str, allow: tuple[str, ...] = (), **variables: Any) -> list[dict[str, Any]]:
        names = [f"{number}.yml.j2" for number in range(len(templates))]
        for name, template in zip(names, templates, strict=True):
            (tmp_path / name).write_text(template, encoding="utf-8")
        context = {"project": PROJECT, "variables": variables}
        return extra_manifests(names, context, "shop-test", allow, folder=str(tmp_path))

    return rendered


def refusal(render: Render, *templates: str, **given: Any) -> str:
    with pytest.raises(InvalidInput) as refused:
        render(*templates, **given)
    message = str(refused.value)
    assert message.isprintable()
    assert SECRET not in message
    return message


def test_templates_see_the_project_and_its_variables(render: Render) -> None:
    template = CONFIG_MAP + (
        "data:\n  name: {{ project.name }}\n  team: {{ project.labels.team }}\n  size: '{{ variables.size }}'\n"
        "  open: '{{ variables.open }}'\n  id: {{ project.id | to_json }}\n"
        "  host: {{ variables.host | default('none') }}\n"
    )
    (made,) = render(template, size=3, open=True)
    assert made == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": "shop-test"},
        "data": {"name": "shop", "team": "blue", "size": "3", "open": "true", "id": None, "host": "none"},
    }


def test_files_and_documents_keep_their_order_and_empty_ones_make_nothing(render: Render) -> None:
    one = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: {{ name }}}\n"
    loop = f"{{% for name in variables.names %}}{one}{{% endfor %}}"
    made = render(f"---\n{CONFIG_MAP}---\n", "# nothing\n", loop, names=["b", "a"])
    assert [manifest["metadata"]["name"] for manifest in made] == ["settings", "b", "a"]


def test_a_template_is_read_again_when_it_has_changed(render: Render) -> None:
    assert render(f"{CONFIG_MAP}data: {{a: one}}")[0]["data"] == {"a": "one"}
    assert render(f"{CONFIG_MAP}data: {{a: other}}")[0]["data"] == {"a": "other"}


def test_jinja_in_data_comes_out_literally(render: Render) -> None:
    template = f"{CONFIG_MAP}data:\n  plain: '{{{{ variables.text }}}}'\n  json: {{{{ variables.text | to_json }}}}\n"
    text = "{{ 7 * 7 }}{% raw %}{# no #}"
    assert render(template, text=text)[0]["data"] == {"plain": text, "json": text}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | HOSTILE)
@pytest.mark.parametrize("name", ["to_json", "tojson"])
def test_through_to_json_every_value_arrives_as_it_is_and_makes_nothing_else(
    render: Render, name: str, value: Any
) -> None:
    template = f"{CONFIG_MAP}data: {{{{ variables.value | {name} }}}}\nmore: [{{{{ variables.value | {name} }}}}]\n"
    (made,) = render(template, value=value)
    assert made.pop("data") == value
    assert made.pop("more") == [value]
    assert made == render(CONFIG_MAP)[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE | some.sampled_from(["x\nkind: ClusterRole", "x\n---\napiVersion: v1\nkind: Namespace", "x\n  b: c"]))
def test_also_a_value_that_is_printed_as_it_is_cannot_leave_the_rules(render: Render, value: str) -> None:
    template = "apiVersion: v1\nmetadata: {name: settings}\nkind: ConfigMap\ndata:\n  a: {{ variables.value }}\n"
    try:
        made = render(template, value=value)
    except InvalidInput:
        return
    assert all(manifest["metadata"]["namespace"] == "shop-test" for manifest in made)
    assert {manifest["kind"] for manifest in made} <= {"ConfigMap"}


@pytest.mark.parametrize(
    "injected",
    [
        "x\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}",
        "x\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}",
        "x\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: kube-system}",
        "x\nkind: Secret",
    ],
)
def test_what_data_injects_is_refused_as_the_template_s_own_would_be(render: Render, injected: str) -> None:
    refusal(render, f"{CONFIG_MAP}immutable: {{{{ variables.value }}}}", value=injected)


@pytest.mark.parametrize(
    "expression",
    [
        "().__class__",
        "().__class__.__mro__",
        "variables['__class__']",
        "''.format.__globals__",
        "'{0.__class__}'.format(1)",
        "variables | attr('__class__')",
        "[1] | map(attribute='__class__') | join",
        "self.__init__.__globals__",
        "cycler.__init__.__globals__",
        "variables.update({'a': 1})",
        "variables.names.append(1)",
        "project.labels.clear()",
    ],
)
def test_the_sandbox_has_no_way_out_and_nothing_to_change(render: Render, expression: str) -> None:
    message = refusal(render, f"\n{{{{ ({expression}) }}}}", names=[])
    assert message == (
        "templates: '0.yml.j2', line 2: this is not allowed in a template: "
        "it may neither reach into Python nor change what it is given"
    )


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("\n\n{{ nothing }}", "line 3: 'nothing' is not defined; give it in variables, or write a default"),
        ("{{ variables.nothing.at.all }}", "line 1: 'nothing' is not defined"),
        ("{{ variables['nothing'] }}", "line 1: 'nothing' is not defined"),
        ("{{ [variables.nothing] | to_json }}", "line 1: 'nothing' is not defined"),
        ("{{ variables[variables.secret] }}", "line 1: a value that is used here is not defined"),
        ("{{ variables.secret + 1 }}", "line 1: this cannot be computed (TypeError)"),
        ("a\n{{ 1 / 0 }}", "line 2: this cannot be computed (ZeroDivisionError)"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 1: this cannot be computed (RecursionError)"),
        ("{{ none }}", "line 1: null is printed as it is; write it through to_json"),
        ("{{ variables }}", "line 1: a mapping is printed as it is; write it through to_json"),
        ("{{ [1] }}", "line 1: a list is printed as it is; write it through to_json"),
        ("{{ variables.items }}", "line 1: this prints nothing that YAML has; a key that is named as a method"),
        ("{{ 'x' * 2000000 }}", "line 1: this makes a text or a number that is too large"),
        ("{{ 2000000 * [1] }}", "line 1: this makes a text or a number that is too large"),
        ("{{ 10 ** 1000 }}", "line 1: this makes a text or a number that is too large"),
        ("{{ range(1000000) }}", "line 1: this cannot be computed (OverflowError)"),
        ("{% for i in range(9999) %}{{ 'x' * 999 }}{% endfor %}", "it renders more than 1048576 characters"),
        ("{% include '/etc/passwd' %}", "line 1: a template cannot take in other files; list them in templates"),
        ("{% if a %}{% import 'b' as c %}{% endif %}", "line 1: a template cannot take in other files"),
        ("\n{% from 'b' import c %}", "line 2: a template cannot take in other files"),
        ("{% extends project.name %}", "line 1: a template cannot take in other files"),
        ("\n{{ a", "line 2: unexpected end of template"),
        ("{% nothing %}", "line 1: Encountered unknown tag 'nothing'."),
        ("{{ [1, 2] | random }}", "line 1: No filter named 'random'."),
        ("{{ lipsum() }}", "line 1: 'lipsum' is not defined"),
        ("a: {{ variables.secret }}: b", "in what it renders, line 1: this is no YAML: mapping values are not allowed"),
        ("a: {{ 'b' }}\na: c", "in what it renders, line 2: the key 'a' is there twice"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line_and_no_value(render: Render, template: str, problem: str) -> None:
    message = refusal(render, template, secret=SECRET)
    assert message.startswith(f"templates: '0.yml.j2', {problem}")


def test_one_template_makes_a_bounded_number_of_documents(render: Render) -> None:
    one = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a{{ i }}}\n"
    assert len(render(f"{{% for i in range({MOST_DOCUMENTS}) %}}{one}{{% endfor %}}")) == MOST_DOCUMENTS
    message = refusal(render, f"{{% for i in range({MOST_DOCUMENTS + 1}) %}}{one}{{% endfor %}}")
    assert message.startswith(f"templates: '0.yml.j2' makes {MOST_DOCUMENTS + 1} documents")


def test_two_documents_for_one_object_are_refused_with_both_places(render: Render) -> None:
    assert refusal(render, CONFIG_MAP, f"---\n{CONFIG_MAP}") == (
        "templates: '1.yml.j2', document 1 (line 2 of what it renders): ConfigMap settings is there already; "
        "see '0.yml.j2', document 1 (line 1 of what it renders)"
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name, problem in (("missing", "cannot be read (No such file"), ("fifo", "is no regular file; name one")):
        with pytest.raises(InvalidInput) as refused:
            extra_manifests([name], {}, "shop", (), folder=str(tmp_path))
        assert str(refused.value).startswith(f"templates: {str(tmp_path / name)!r} {problem}")


def test_without_jinja2_a_line_says_what_to_install(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ConfigurationError, match="the Python package 'jinja2' is missing") as caught:
        render(f"{CONFIG_MAP}# not read before\n")
    assert caught.value.__cause__ is None


def test_paths_are_absolute_or_from_the_folder_or_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a").write_text(CONFIG_MAP)
    made = [extra_manifests([name], {}, "shop", (), folder=str(tmp_path)) for name in ("a", str(tmp_path / "a"), "~/a")]
    assert made[0] == made[1] == made[2]
