"""What docs/guard.md says of the rules, and shows of the command, is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from slipway.cli.main import main
from slipway.cluster.guard.address_rules import ADDRESS_RULES
from slipway.cluster.guard.allow_list import parse_allow_list
from slipway.cluster.guard.url_rules import URL_RULES

DOCUMENT = Path(__file__).parents[4].joinpath("docs", "guard.md").read_text(encoding="utf-8")


def _first_cells(heading: str) -> set[str]:
    """What stands in backticks in the first column of the table under a heading."""
    section = DOCUMENT.partition(f"## {heading}")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_every_rule_on_the_spelling_is_documented() -> None:
    assert _first_cells("How an address is written") == {rule.name for rule in URL_RULES}


def test_every_rule_on_the_target_is_documented() -> None:
    assert _first_cells("Where it leads") == {rule.name for rule in ADDRESS_RULES}


def test_the_entries_of_the_allow_list_can_be_read() -> None:
    entries = _first_cells("The allow list")
    assert len(parse_allow_list(entries)) == 8


def test_the_commands_show_what_the_document_shows(capsys: pytest.CaptureFixture[str]) -> None:
    [sample] = re.findall(r"```console\n(.*?)```", DOCUMENT, re.DOTALL)
    commands = re.findall(r"^\$ slipway (.*)\n((?:(?!\$ ).*\n)*)", sample, re.MULTILINE)
    assert len(commands) == 2
    for command, shown in commands:
        main(shlex.split(command))
        assert capsys.readouterr().out == shown
