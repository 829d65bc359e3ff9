"""A stored copy: what is read is what was written, or an error that says so."""

import numpy as np
import pytest

from directory.search import array_file

ARRAYS = {
    "keys": np.arange(5, dtype=np.int64),
    "none": np.zeros(0, np.float32),
    "letters": np.frombuffer(b"abc", np.uint8),
}


def test_what_was_written_is_read(tmp_path):
    array_file.write(tmp_path / "copy", {"version": 7, "labels": ["名前"]}, ARRAYS)
    about, arrays = array_file.read(tmp_path / "copy")
    assert about == {"version": 7, "labels": ["名前"]}
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert arrays[name].tolist() == array.tolist()
    assert not arrays["keys"].flags.writeable


def test_a_newer_copy_takes_the_place_of_the_old_and_leaves_its_readers_alone(tmp_path):
    array_file.write(tmp_path / "copy", {}, {"keys": np.array([1, 2])})
    old = array_file.read(tmp_path / "copy")[1]
    array_file.write(tmp_path / "copy", {}, {"keys": np.array([3])})
    assert old["keys"].tolist() == [1, 2]
    assert array_file.read(tmp_path / "copy")[1]["keys"].tolist() == [3]
    assert [file.name for file in tmp_path.iterdir()] == ["copy"]


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[1]\n", b"not json\n", b"\xff\xfe\x00"])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(array_file.NotAStoredCopy):
        array_file.read(tmp_path / "copy")


def test_a_copy_cut_short_is_refused(tmp_path):
    array_file.write(tmp_path / "copy", {}, ARRAYS)
    content = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(content[:-1])
    with pytest.raises(array_file.NotAStoredCopy):
        array_file.read(tmp_path / "copy")


def test_no_copy_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        array_file.read(tmp_path / "copy")
