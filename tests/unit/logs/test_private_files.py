"""Files only their owner reads, whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from slipway.errors import InvalidInput
from slipway.logs.private_files import folder_when_complete, write_private


def test_a_file_that_everybody_could_read_becomes_private(tmp_path: Path) -> None:
    target = tmp_path / "report"
    target.write_text("old")
    target.chmod(0o644)
    write_private(str(target), "new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_does_not_exist_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written: No such file or directory; choose another place"):
        write_private(str(tmp_path / "missing" / "report"), "new")


def test_a_folder_whose_filling_fails_never_appears(tmp_path: Path) -> None:
    def fill() -> None:
        with folder_when_complete(str(tmp_path / "logs")) as building:
            (Path(building) / "half").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(InvalidInput, match="cannot be made"),
        folder_when_complete(str(tmp_path / "file" / "logs")),
    ):
        pytest.fail("the block must not run")
