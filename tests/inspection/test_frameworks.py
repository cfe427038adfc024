"""What torch, XGBoost, LightGBM, statsmodels, imbalanced-learn and category_encoders really write is known, file by file."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from aispm_nb.inspection.inspector import inspect
from aispm_nb.inspection.verdict import Verdict

ARCHIVE = Path(__file__).parent / "frameworks" / "frameworks.tar.xz"
with tarfile.open(ARCHIVE) as tar:
    FILES = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_of_a_framework_is_known(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    rows = list(inspect(tmp_path / name))
    assert rows and {row.verdict for row in rows} == {Verdict.KNOWN}, [(row.path, row.why) for row in rows]


def test_a_class_by_key_is_one_only_where_torch_reads_it_so(tmp_path: Path) -> None:
    """The five pickles of torch's old layout end in the object's; by itself it asks for a loader of its own."""
    legacy = FILES["mlp.whole.legacy.pt"]
    start = legacy.index(b"ctorch.nn.modules.container\n") - 4  # (X\x06\x00…module
    (tmp_path / "object.pkl").write_bytes(b"\x80\x02" + legacy[legacy.rindex(b"\x80\x02", 0, start) + 2 :])
    [row] = inspect(tmp_path / "object.pkl")
    assert row.verdict is Verdict.UNKNOWN


def test_two_ends_that_tell_of_different_directories(tmp_path: Path) -> None:
    """torch writes the end of a zip twice, in 64 bits and in 32; one that lies about the other is not known."""
    zipped = bytearray(FILES["mlp.state.zip.pt"])
    end = zipped.rindex(b"PK\5\6")
    zipped[end + 16] ^= 1  # where the directory starts, in the 32-bit end
    (tmp_path / "model.pt").write_bytes(zipped)
    assert any(
        row.verdict is Verdict.UNKNOWN and "different directories" in row.why for row in inspect(tmp_path / "model.pt")
    )
