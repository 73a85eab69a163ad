"""A folder of secrets: nobody else reads or writes it, no link is followed, no file is there in part."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from slipway.errors import InvalidInput
from slipway.projects import kubeconfig_folder
from slipway.projects.kubeconfig_folder import LARGEST_FILE, private_folder

NAME = "shop.kubeconfig"
TEMPORARY = ".shop.kubeconfig.slipway-new"


def write(folder: Path, text: str = "text") -> None:
    with private_folder(str(folder), make=True) as opened:
        assert opened is not None
        opened.write(NAME, text)


def read(folder: Path) -> str | None:
    with private_folder(str(folder)) as opened:
        found = opened.read(NAME) if opened else None
    return found.text if found else None


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kubeconfigs"
    made.mkdir(0o700)
    return made


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_folder_and_file_are_made_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write(tmp_path / "one" / "two")
    finally:
        os.umask(before)
    assert [mode(made) for made in sorted(tmp_path.rglob("*"))] == [0o700, 0o700, 0o600]


def test_a_missing_folder_is_not_made_to_read(tmp_path: Path) -> None:
    assert read(tmp_path / "missing") is None
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_read_and_a_second_write_takes_its_place(folder: Path) -> None:
    assert read(folder) is None
    write(folder, "a long text")
    write(folder, "short")
    assert read(folder) == "short"
    assert os.listdir(folder) == [NAME]


def test_a_file_that_is_open_keeps_its_text_when_another_takes_its_place(folder: Path) -> None:
    write(folder, "old")
    with (folder / NAME).open() as reader:
        write(folder, "new")
        assert reader.read() == "old"


@pytest.mark.parametrize("open_to", [0o720, 0o702, 0o777, 0o1777], ids=oct)
def test_a_folder_that_others_may_write_into_is_refused(folder: Path, open_to: int) -> None:
    folder.chmod(open_to)
    for act in (write, read):
        with pytest.raises(InvalidInput, match=r"others may write into the folder .*/kubeconfigs; .* chmod go-w"):
            act(folder)
    assert os.listdir(folder) == []
    folder.chmod(0o755)
    write(folder)


def test_a_folder_of_another_account_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(InvalidInput, match="belongs to another account; name a folder of your own"):
        write(folder)


@pytest.mark.parametrize("leads_to", ["real", "nowhere"])
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, leads_to: str) -> None:
    (tmp_path / "real").mkdir(0o700)
    (tmp_path / "link").symlink_to(leads_to)
    for act in (write, read):
        with pytest.raises(InvalidInput, match="link cannot be used: it is a symbolic link; name a folder"):
            act(tmp_path / "link")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link", "real"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InvalidInput, match="cannot be used: Not a directory; name a folder of your own"):
            write(place)


def test_a_link_on_the_way_to_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to("home")
    write(tmp_path / "link" / "kubeconfigs")
    assert (tmp_path / "home" / "kubeconfigs" / NAME).read_text() == "text"


@pytest.mark.parametrize("target", ["victim", "nowhere"])
def test_a_link_with_the_files_name_is_refused_and_not_followed(folder: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "victim").write_text("precious")
    (folder / NAME).symlink_to(tmp_path / target)
    with pytest.raises(InvalidInput, match="is a symbolic link; remove it, or name another folder"):
        write(folder)
    with pytest.raises(InvalidInput, match="cannot be read: it is a symbolic link"):
        read(folder)
    assert (tmp_path / "victim").read_text() == "precious"
    assert os.listdir(folder) == [NAME]


def test_a_pipe_or_a_folder_with_the_files_name_is_refused_without_waiting(folder: Path) -> None:
    for make in (os.mkfifo, os.mkdir):
        make(folder / NAME)
        for act in (write, read):
            with pytest.raises(InvalidInput, match=r"shop.kubeconfig (is no regular file|cannot be read)"):
                act(folder)
        (folder / NAME).rename(folder / f"{NAME}.{make.__name__}")
    assert TEMPORARY not in os.listdir(folder)


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "hard link"])
def test_a_trap_with_the_temporary_files_name_goes_and_nothing_is_written_through_it(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "victim").write_text("precious")
    if kind == "pipe":
        os.mkfifo(folder / TEMPORARY)
    elif kind == "hard link":
        (folder / TEMPORARY).hardlink_to(tmp_path / "victim")
    else:
        (folder / TEMPORARY).symlink_to(tmp_path / ("victim" if kind == "link" else "nowhere"))
    write(folder)
    assert read(folder) == "text"
    assert os.listdir(folder) == [NAME]
    assert {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file()} == {"victim": "precious"}


def test_what_a_killed_run_left_is_cleaned_up_and_the_file_is_whole_until_then(folder: Path) -> None:
    write(folder, "before")
    code = (
        "import os, signal, sys\n"
        "from slipway.projects.kubeconfig_folder import private_folder\n"
        "os.rename = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with private_folder(sys.argv[1]) as folder:\n"
        f"    folder.write({NAME!r}, 'half')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(folder)], timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert sorted(os.listdir(folder)) == [TEMPORARY, NAME]
    assert mode(folder / TEMPORARY) == 0o600
    assert read(folder) == "before"
    write(folder, "after")
    assert read(folder) == "after"
    assert os.listdir(folder) == [NAME]


def test_many_writers_at_once_leave_one_of_their_files_whole(folder: Path) -> None:
    texts = [str(number) * 20_000 for number in range(8)]
    failures: list[BaseException] = []

    def write_often(text: str) -> None:
        try:
            for _time in range(10):
                write(folder, text)
                assert read(folder) in texts
        except BaseException as error:  # noqa: BLE001  # told by the main thread
            failures.append(error)

    threads = [threading.Thread(target=write_often, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert read(folder) in texts
    assert os.listdir(folder) == [NAME]


def test_a_writer_that_stands_still_is_named_and_its_file_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubeconfig_folder, "_PATIENCE", 0.05)
    with (folder / TEMPORARY).open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(
            InvalidInput, match=r"is being written by another run, .* see what holds .*slipway-new open"
        ):
            write(folder)
        assert os.listdir(folder) == [TEMPORARY]


def test_a_full_disk_is_one_line_and_the_old_file_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "before")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InvalidInput, match="cannot be written: No space left on device"):
        write(folder, "after")
    assert read(folder) == "before"
    assert os.listdir(folder) == [NAME]


def test_a_file_that_others_may_read_is_told_from_a_private_one(folder: Path) -> None:
    write(folder)
    for open_to, private in ((0o600, True), (0o640, False), (0o604, False), (0o400, True)):
        (folder / NAME).chmod(open_to)
        with private_folder(str(folder)) as opened:
            assert opened is not None
            found = opened.read(NAME)
        assert found is not None
        assert found.private is private
        assert "text" not in repr(found)


def test_a_huge_file_is_not_read_to_its_end(folder: Path) -> None:
    with (folder / NAME).open("wb") as file:
        file.truncate(LARGEST_FILE * 10)
    assert len(read(folder) or "") == LARGEST_FILE


def test_removing_takes_the_file_and_what_a_killed_run_left(folder: Path) -> None:
    (folder / TEMPORARY).write_text("half")
    write(folder)
    (folder / TEMPORARY).write_text("half")
    (folder / "other").write_text("stays")
    for _time in range(2):
        with private_folder(str(folder)) as opened:
            assert opened is not None
            opened.remove(NAME)
        assert os.listdir(folder) == ["other"]
