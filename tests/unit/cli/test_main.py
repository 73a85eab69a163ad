"""The slipway command: its exit codes, and one clear line for each thing that is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slipway.cli.main import main
from slipway.cli.notebook import _absolute, _environment_kubeconfig
from tests.fixtures.scripted_server import Answer, ScriptedServer, status_object

_NOTEBOOK = ["notebook", "app_install_failed", "--app", "web", "--namespace", "shop"]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ScriptedServer]]:
    """Start the API server that the environment names, with the answers that it gives."""
    started: list[ScriptedServer] = []

    def start(*given: Answer) -> ScriptedServer:
        started.append(ScriptedServer(*given))
        monkeypatch.setenv("K8S_AUTH_HOST", started[-1].url)
        monkeypatch.setenv("K8S_AUTH_API_KEY", "key")
        monkeypatch.setenv("SLIPWAY_ALLOW_HTTP", "1")
        return started[-1]

    yield start
    for server in started:
        server.close()


def _error_line(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert shown.out == ""
    [line] = shown.err.splitlines()
    assert line.startswith("slipway: ")
    return line


@pytest.mark.parametrize("arguments", [[], ["capture"], ["unknown"], ["capture", "--namespace", "shop"]])
def test_a_wrong_command_line_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: slipway" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["capture", "--help"], ["notebook", "--help"]])
def test_help_tells_what_a_command_does(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    assert "usage: slipway" in capsys.readouterr().out


def test_a_missing_kubeconfig_is_one_line_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing"
    arguments = ["capture", "--namespace", "shop", "--output", str(tmp_path / "logs"), "--kubeconfig", str(missing)]
    assert main(arguments) == 1
    assert f"the kubeconfig {missing} does not exist" in _error_line(capsys)
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_that_is_not_there_is_one_line_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["notebook", "../etc/passwd", "--app", "web", "--namespace", "shop", "--output", str(tmp_path / "out")]
    assert main(arguments) == 1
    assert _error_line(capsys) == "slipway: there is no notebook '../etc/passwd'; there are: app_install_failed"


@pytest.mark.parametrize("command", [_NOTEBOOK, ["capture", "--namespace", "shop"]])
def test_a_namespace_that_does_not_exist_is_one_line_and_leaves_nothing(
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: Callable[..., ScriptedServer],
) -> None:
    answers(Answer(404, status_object(404, "NotFound")))
    assert main([*command, "--output", str(tmp_path / "out")]) == 1
    assert _error_line(capsys) == (
        "slipway: namespace shop does not exist; check the name, and the context that was chosen"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_account_that_may_not_read_namespaces_gets_its_logs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Callable[..., ScriptedServer]
) -> None:
    answers(
        Answer(403, status_object(403, "Forbidden")), Answer(200, {"metadata": {"resourceVersion": "1"}, "items": []})
    )
    assert main(["capture", "--namespace", "shop", "--output", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"captured logs: 0, in {tmp_path}/out",
        "redaction: none, logs are as the pods wrote them; check before sharing",
    ]


@pytest.mark.parametrize("command", [_NOTEBOOK, ["capture", "--namespace", "shop"]])
def test_what_is_no_selector_is_one_line_before_anything_is_asked(
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: Callable[..., ScriptedServer],
) -> None:
    server = answers()
    assert main([*command, "--selector", "a b c=", "--output", str(tmp_path / "out")]) == 1
    assert _error_line(capsys).startswith("slipway: selector 'a b c=' is none that Kubernetes takes; write labels as")
    assert server.asked == []
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_made_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Callable[..., ScriptedServer]
) -> None:
    answers(Answer(200, {"metadata": {"name": "shop"}}))
    (tmp_path / "file").write_text("")
    assert main([*_NOTEBOOK, "--output", str(tmp_path / "file" / "out")]) == 1
    assert "cannot be made: Not a directory; choose another folder" in _error_line(capsys)


def test_the_command_is_installed_and_starts_without_the_notebook_packages() -> None:
    code = (
        "import sys, slipway.cli.main as m\n"
        "heavy = {'pandas', 'matplotlib', 'papermill', 'nbconvert', 'IPython', 'kubernetes'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) if heavy else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    command = Path(sys.executable).with_name("slipway")
    shown = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60, check=True)
    assert "capture" in shown.stdout


def test_a_missing_notebook_package_is_one_line_that_says_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "slipway.notebook.report", None)
    assert main([*_NOTEBOOK, "--output", str(tmp_path / "out")]) == 1
    assert "pip install 'slipway[notebooks]'" in _error_line(capsys)


def test_a_relative_kubeconfig_of_the_environment_is_found_from_the_kernels_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUBECONFIG", "one:sub/two")
    assert _absolute(_environment_kubeconfig()) == f"{tmp_path / 'one'}:{tmp_path / 'sub' / 'two'}"
