"""A stored copy: what is read is what was written, or an error that says so."""

import os

import numpy as np
import pytest

from directory.search.parts import array_file

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


DAMAGES = {
    "cut short": lambda content: content[:-1],
    "longer": lambda content: content + b"\0",
    "another bit in the head": lambda content: content.replace(b'"arrays"', b'"brrays"'),
    "another bit in an array": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "another checksum": lambda content: content.replace(b'"crc32": ', b'"crc32": 1', 1),
    "the first line alone": lambda content: content.splitlines(keepends=True)[0],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_copy_is_refused(tmp_path, damage):
    array_file.write(tmp_path / "copy", {}, ARRAYS)
    content = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(damage(content))
    with pytest.raises(array_file.NotAStoredCopy):
        array_file.read(tmp_path / "copy")


def test_what_was_read_stays_whoever_cuts_the_file(tmp_path):
    """A mapped page that is cut off ends the process that looks at it."""
    array_file.write(tmp_path / "copy", {}, {"numbers": np.arange(100_000)})
    held = array_file.read(tmp_path / "copy")[1]["numbers"]
    os.truncate(tmp_path / "copy", 0)
    assert held.sum() == sum(range(100_000))


def test_no_copy_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        array_file.read(tmp_path / "copy")
