"""slipway events: which records are shown, how, and what is told when there are none."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from slipway.cli.main import main
from slipway.cluster.reporting.log_file import LogFile

COMMAND = [str(Path(sys.executable).with_name("slipway")), "events"]
WAIT_SECONDS = 60
Shown = Callable[..., list[str]]
Write = Callable[..., None]


def record(**fields: Any) -> dict[str, Any]:
    given = {"time": "2026-01-02T03:04:05.678Z", "severity": "info", "event": "change", "run_id": "run-1", **fields}
    return {name: value for name, value in given.items() if value is not None}


def line(**fields: Any) -> bytes:
    return json.dumps(record(**fields)).encode() + b"\n"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    log = tmp_path / "state" / "kubernetes.log"
    monkeypatch.setenv("SLIPWAY_LOG", str(log))
    return log


@pytest.fixture
def write(path: Path) -> Write:
    def append(*lines: bytes, suffix: str = "") -> None:
        path.parent.mkdir(exist_ok=True)
        with path.with_name(path.name + suffix).open("ab") as file:
            file.write(b"".join(lines))

    return append


@pytest.fixture
def shown(path: Path, capsys: pytest.CaptureFixture[str]) -> Shown:
    """What the command prints, which ends well and says nothing else."""

    def run(*arguments: str) -> list[str]:
        assert main(["events", *arguments]) == 0, path
        output = capsys.readouterr()
        assert output.err == ""
        return output.out.splitlines()

    return run


def objects(lines: list[str]) -> list[str]:
    return [json.loads(text)["object"] for text in lines]


def test_a_record_is_one_aligned_line(write: Write, shown: Shown) -> None:
    more = {"object": "Pod/web", "namespace": "shop", "cluster": "https://10.0.0.1:6443", "request_id": "a-1"}
    write(
        line(verb="create", status=201, duration=0.0123, **more),
        line(
            event="request_failed",
            severity="warning",
            verb="deletecollection",
            duration=61.23,
            exception="TargetRefused",
            rule="metadata",
        ),
        line(event="task_failed", severity="error", task="managed_app"),
    )
    assert shown() == [
        (
            "2026-01-02T03:04:05.678Z info    change         201    12 ms create"
            " Pod/web in shop on https://10.0.0.1:6443 run=run-1 request=a-1"
        ),
        (
            "2026-01-02T03:04:05.678Z warning request_failed   -   61.2 s deletecollection"
            " TargetRefused rule=metadata run=run-1"
        ),
        "2026-01-02T03:04:05.678Z error   task_failed      -        - -      task=managed_app run=run-1",
    ]


def test_json_is_the_records_as_they_are(write: Write, shown: Shown) -> None:
    write(line(object="Pod/web", new_field=True))
    assert [json.loads(text) for text in shown("--output", "json")] == [record(object="Pod/web", new_field=True)]


HOSTILE = [("\x1b]0;owned\x07\u202e", r"\x1b]0;owned\x07\u202e"), ("\ud800", r"\ud800"), ("x" * 400, " … [cut]")]


@pytest.mark.parametrize(("text", "visible"), HOSTILE, ids=["escapes", "surrogate", "huge"])
@pytest.mark.parametrize("field", ["time", "severity", "event", "object", "cluster", "exception", "run_id", "verb"])
def test_a_record_cannot_do_anything_to_the_terminal(
    write: Write, shown: Shown, field: str, text: str, visible: str
) -> None:
    write(line(**{field: text}))
    (only,) = shown()
    assert only.isprintable()
    assert visible in only


def test_older_files_come_first(write: Write, shown: Shown) -> None:
    write(line(object="c"))
    write(line(object="b"), suffix=".1")
    write(line(object="a"), suffix=".5")
    write(line(object="not ours"), suffix=".6")
    assert objects(shown("--output", "json")) == ["a", "b", "c"]


def test_a_log_that_was_rotated_this_moment_is_shown(write: Write, shown: Shown) -> None:
    write(line(object="a"), suffix=".1")
    assert objects(shown("--output", "json")) == ["a"]


def test_the_last_fifty_are_shown_unless_more_are_asked_for(write: Write, shown: Shown) -> None:
    write(*(line(object=str(number)) for number in range(70)))
    assert objects(shown("--output", "json")) == [str(number) for number in range(20, 70)]
    assert len(shown("--lines", "60")) == 60
    assert shown("--lines", "0") == []


FILTERS = {
    "severity": (["--severity", "warning"], ["failed", "broken"]),
    "event": (["--event", "change"], ["old", "new"]),
    "namespace": (["--namespace", "shop"], ["new"]),
    "cluster": (["--cluster", "10.0.0.2"], ["failed"]),
    "object": (["--object", "o"], ["old", "broken"]),
    "run": (["--run", "run-2"], ["failed"]),
    "time": (["--since", "2026-01-02T00:00:00+00:00"], ["new", "failed", "broken"]),
    "time in another zone": (["--since", "2026-01-02T05:04:05.678+02:00"], ["new", "failed", "broken"]),
    "two at once": (["--severity", "warning", "--event", "request_failed"], ["failed"]),
    "the last of what is wanted": (["--event", "change", "--lines", "1"], ["new"]),
}


@pytest.mark.parametrize(("arguments", "wanted"), FILTERS.values(), ids=FILTERS.keys())
def test_what_is_not_wanted_is_left_out(write: Write, shown: Shown, arguments: list[str], wanted: list[str]) -> None:
    write(
        line(object="old", time="2026-01-01T23:59:59.999Z"),
        line(object="new", namespace="shop"),
        line(object="failed", severity="warning", event="request_failed", cluster="https://10.0.0.2", run_id="run-2"),
        line(object="broken", severity="error", event="task_failed", namespace="shop-2"),
    )
    assert objects(shown("--output", "json", *arguments)) == wanted


def test_an_age_counts_from_now(write: Write, shown: Shown) -> None:
    now = datetime.now(UTC)
    for minutes in (5, 50, 500):
        write(line(object=str(minutes), time=f"{now - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000Z"))
    ages = {age: objects(shown("--output", "json", "--since", age)) for age in ("600s", "60m", "1h", "1d")}
    assert ages == {"600s": ["5"], "60m": ["5", "50"], "1h": ["5", "50"], "1d": ["5", "50", "500"]}


WRONG = [
    ["--since", "soon"],
    ["--since", "99999999d"],
    ["--event", "zz"],
    ["--lines", "-1"],
    ["--severity", "bad"],
    ["--output", "xml"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_an_argument_that_cannot_be_right_is_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["events", *arguments])
    assert stopped.value.code == 2
    assert arguments[1] in capsys.readouterr().err


def test_an_unknown_event_is_told_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["events", "--event", "zz"])
    error = capsys.readouterr().err
    assert all(event in error for event in ("change", "request", "request_failed", "task_failed"))


DAMAGED = [
    b'{"time": "2026',
    b"\xff\xfe\n",
    b"[]\n",
    b'{"time": 5}\n',
    b"[" * 70_000 + b"\n",
    b'{"time":"","x":[[]]}\n',
]


@pytest.mark.parametrize("damage", DAMAGED, ids=["torn", "no text", "list", "no time", "deep", "no record of ours"])
def test_damaged_lines_are_left_out_and_counted(
    write: Write, path: Path, capsys: pytest.CaptureFixture[str], damage: bytes
) -> None:
    write(line(object="a"), damage)
    assert main(["events", "--output", "json", "--file", str(path)]) == 0
    output = capsys.readouterr()
    assert objects(output.out.splitlines()) == ["a"]
    assert output.err.startswith("slipway: left out ")
    assert " damaged line" in output.err


def test_no_log_yet_is_a_line_and_no_failure(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events"]) == 0
    assert tuple(capsys.readouterr()) == ("", f"slipway: there is no log yet: nothing was written to {path}\n")


def test_a_file_that_was_named_must_be_there(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--file", str(path)]) == 1
    assert tuple(capsys.readouterr()) == (
        "",
        f"slipway: {path} does not exist; name the log that you want to see\n",
    )


def test_a_folder_is_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--file", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"slipway: {tmp_path} is no log; name a file with --file\n"


def test_a_log_that_is_switched_off_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLIPWAY_LOG", "off")
    assert main(["events"]) == 1
    assert "the log is switched off (SLIPWAY_LOG=off)" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "fork") or os.geteuid() != 0, reason="root gives up its rights in a child")
def test_a_file_that_may_not_be_read_is_one_line_and_exit_code_1(write: Write, path: Path) -> None:
    write(line())
    path.chmod(0o000)
    for folder in (path.parent, *path.parents[1:4]):
        folder.chmod(folder.stat().st_mode | 0o055)
    child = os.fork()
    if not child:
        os.setuid(12345)
        os._exit(main(["events", "--file", str(path)]))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_a_reader_that_has_seen_enough_is_no_failure(write: Write, path: Path) -> None:
    write(*(line(object="x" * 200) for _number in range(5_000)))
    reading = f"{' '.join(COMMAND)} --lines 5000 --file {path} | head -n 1; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", reading], capture_output=True, text=True, timeout=WAIT_SECONDS, check=True)
    assert ended.stderr == ""
    assert ended.stdout.splitlines()[1:] == ["0"]


def _on_a_terminal(path: Path, **environment: str) -> str:
    ours, theirs = pty.openpty()
    arguments = [*COMMAND, "--file", str(path)]
    subprocess.run(
        arguments, stdout=theirs, timeout=WAIT_SECONDS, check=True, env={**os.environ, "TERM": "xterm", **environment}
    )
    os.close(theirs)
    text = os.read(ours, 10_000).decode()
    os.close(ours)
    return text


def test_severities_have_colours_on_a_terminal_that_wants_them(write: Write, path: Path, shown: Shown) -> None:
    write(line(severity="error"), line(severity="info"))
    coloured = _on_a_terminal(path).splitlines()
    assert coloured[0].startswith("\x1b[31m2026")
    assert coloured[0].endswith("\x1b[0m")
    assert "\x1b" not in coloured[1]
    assert "\x1b" not in _on_a_terminal(path, NO_COLOR="1")
    assert "\x1b" not in _on_a_terminal(path, TERM="dumb")
    assert "\x1b" not in "".join(shown())


def test_followed_lines_come_as_they_are_written_through_rotations(write: Write, path: Path) -> None:
    write(line(object="0"))
    file = LogFile(str(path), largest=300)
    arguments = [*COMMAND, "--follow", "--output", "json", "--file", str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as following:
        assert following.stdout
        seen = [following.stdout.readline()]
        for number in range(1, 10):  # three lines a file
            file.append(line(object=str(number)))
            seen.append(following.stdout.readline())
        following.terminate()
    assert [json.loads(text)["object"] for text in seen] == [str(number) for number in range(10)]
    assert path.with_name("kubernetes.log.2").exists()


def test_ctrl_c_ends_a_follow_well(write: Write, path: Path) -> None:
    write(line(object="a"))
    # A shell starts what it runs in the background, these tests maybe, with the signal ignored.
    arguments = ["env", "--default-signal=INT", *COMMAND, "--follow", "--file", str(path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as following:
        assert following.stdout
        assert following.stderr
        following.stdout.readline()
        following.send_signal(2)
        assert following.stderr.read() == b""
    assert following.returncode == 0


def test_a_follow_waits_for_a_log_that_is_not_there_yet(write: Write, path: Path) -> None:
    arguments = [*COMMAND, "--follow", "--output", "json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as following:
        assert following.stdout
        assert following.stderr
        assert b"there is no log yet" in following.stderr.readline()
        write(line(object="first"))
        assert json.loads(following.stdout.readline())["object"] == "first"
        following.terminate()
    assert path.exists()
