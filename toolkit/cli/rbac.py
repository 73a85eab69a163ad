# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``slipway rbac``: the rights of the account that runs project_namespace, as manifests. Nothing is sent."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from typing import Any

from slipway.projects.runner_manifests import runner_manifests
from slipway.projects.runner_needs import RunnerNeeds
from slipway.projects.runner_request import read_profiles, requested_needs

__all__ = ["add_parser", "run"]

_DEFAULT_NAME = "slipway-runner"
_DEFAULT_ACCOUNT = "slipway/slipway-runner"
_WIDTH = 120


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.description = (
        "Print the manifests of an account that may make project namespaces, as these profiles have them, and nothing "
        "else: its rights, and an admission policy that keeps it out of all other namespaces. Apply them as an "
        "administrator (kubectl apply --server-side --filename -), again whenever profiles change."
    )
    _add_what_is_made(parser)
    parser.add_argument(
        "--service-account",
        metavar="NAMESPACE/NAME",
        default=_DEFAULT_ACCOUNT,
        help=f"the account; its namespace must exist. Default: {_DEFAULT_ACCOUNT}",
    )
    parser.add_argument(
        "--name", default=_DEFAULT_NAME, help=f"of role, policy and their bindings; default: {_DEFAULT_NAME}"
    )
    _add_several(
        parser, "--reserved", "NAMESPACE", "one more that is never a project's; a star at the end stands for any ending"
    )
    parser.add_argument(
        "--allow-adopt",
        action="store_true",
        help="let it take over namespaces that exist and are nobody's (adopt: true): reserve all that matter",
    )
    parser.set_defaults(run=run)


def _add_what_is_made(parser: argparse.ArgumentParser) -> None:
    nothing = "without any: projects that say nothing"
    _add_several(parser, "--profiles", "FILE", f"YAML or JSON, a mapping of names to settings; {nothing}")
    parser.add_argument(
        "--projects-file", metavar="FILE", help="projects as the task takes them; their templates are rendered too"
    )
    _add_several(parser, "--extra-kind", "GROUP/KIND", "a kind that templates make, as apps/Deployment or ConfigMap")
    read = "the runner can read those of this name everywhere"
    _add_several(parser, "--extra-secret", "NAME", f"a Secret that templates make; {read}")


def _add_several(parser: argparse.ArgumentParser, option: str, metavar: str, text: str) -> None:
    parser.add_argument(option, metavar=metavar, action="append", default=[], help=f"{text}; repeatable")


def run(given: argparse.Namespace) -> int:
    """Print them.

    :raises SlipwayError: something in the profiles or projects cannot be right.
    """
    profiles: dict[str, Any] = {}
    for path in given.profiles:
        profiles |= read_profiles(path)
    needs = requested_needs(
        profiles if given.profiles else None,
        given.projects_file,
        extra_kinds=given.extra_kind,
        extra_secrets=given.extra_secret,
        reserved=given.reserved,
    )
    manifests = runner_manifests(
        given.name, given.service_account, needs, reserved=given.reserved, allow_adopt=given.allow_adopt
    )
    print(_header(given, needs), end="")
    print(_yaml(manifests), end="")
    return 0


def _header(given: argparse.Namespace, needs: RunnerNeeds) -> str:
    lines = [f"Made by: {_command(given)}", *_remarks(given, needs)]
    return "".join(f"# {part}\n" for line in lines for part in line.splitlines())


def _remarks(given: argparse.Namespace, needs: RunnerNeeds) -> Iterator[str]:
    namespace = given.service_account.partition("/")[0]
    yield f"Apply as an administrator. The namespace {namespace} must exist; who may use its accounts is the runner."
    if "privileged" in needs.pod_security:
        yield "Pod Security level privileged: who works in such a namespace, and so the runner, can have the nodes."
    if needs.rules:
        yield "Own rules: the runner holds them in the whole cluster, and reads there what they let it read."
    if needs.secrets:
        yield f"Secrets of templates: the runner reads those named {', '.join(needs.secrets)} in the whole cluster."
    if given.allow_adopt:
        yield "Adoption: the runner can make a project of each namespace that is neither reserved nor slipway's."


def _command(given: argparse.Namespace) -> str:
    words = ["slipway", "rbac", "--name", given.name, "--service-account", given.service_account]
    for option in ("profiles", "reserved", "extra_kind", "extra_secret"):
        for value in getattr(given, option):
            words += [f"--{option.replace('_', '-')}", value]
    if given.projects_file:
        words += ["--projects-file", given.projects_file]
    if given.allow_adopt:
        words.append("--allow-adopt")
    return shlex.join(words)


def _yaml(manifests: list[dict[str, Any]]) -> str:
    import yaml

    class Plain(yaml.SafeDumper):
        """Writes out what is there twice: kubectl reads anchors, people do not."""

        def ignore_aliases(self, _data: Any) -> bool:
            return True

    text: str = yaml.dump_all(
        manifests, Dumper=Plain, sort_keys=False, explicit_start=True, allow_unicode=True, width=_WIDTH
    )
    return text
