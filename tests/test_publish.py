import json
from pathlib import Path

import pytest

from aidlink.errors import InputError
from aidlink.publish import OUTPUTS, check_replaceable, publishing, sha256, writing


def write_run(out, mark):
    with publishing(out) as staging:
        for name in OUTPUTS[:-1]:
            (staging / name).write_text(f"{name} {mark}", "utf-8")
        digests = {name: sha256(staging / name) for name in OUTPUTS[:-1]}
        (staging / OUTPUTS[-1]).write_text(json.dumps({"outputs": digests, "mark": mark}), "utf-8")


def fail_midway(out):
    with publishing(out) as staging:
        (staging / OUTPUTS[0]).write_text("half", "utf-8")
        raise ZeroDivisionError


def contents(folder):
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_new_folder_appears_whole(tmp_path):
    out = tmp_path / "a" / "b" / "out"
    write_run(out, "one")
    assert set(contents(out)) == set(OUTPUTS)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_is_left_when_writing_fails(tmp_path):
    with pytest.raises(ZeroDivisionError):
        fail_midway(tmp_path / "a" / "out")
    assert list(tmp_path.iterdir()) == []


def test_earlier_run_is_replaced_and_other_files_stay(tmp_path):
    write_run(tmp_path, "one")
    (tmp_path / "笔记.txt").write_text("mine", "utf-8")
    write_run(tmp_path, "two")
    after = contents(tmp_path)
    assert after.pop("笔记.txt") == "mine"
    assert set(after) == set(OUTPUTS)
    assert all("two" in text for text in after.values())


def test_failure_over_an_earlier_run_leaves_it_whole(tmp_path):
    write_run(tmp_path, "one")
    before = contents(tmp_path)
    with pytest.raises(ZeroDivisionError):
        fail_midway(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("stuck", OUTPUTS)
def test_a_file_that_cannot_be_moved_rolls_everything_back(tmp_path, monkeypatch, stuck):
    write_run(tmp_path, "one")
    before = contents(tmp_path)
    replace = Path.replace

    def locked(self, target):
        if self.name == stuck and ".aidlink-" in self.parent.name:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(InputError, match=stuck):
        write_run(tmp_path, "two")
    assert contents(tmp_path) == before


def test_a_workbook_filled_in_since_is_never_replaced(tmp_path):
    write_run(tmp_path, "one")
    (tmp_path / OUTPUTS[1]).write_text("answers", "utf-8")
    before = contents(tmp_path)
    with pytest.raises(InputError, match="有人填写或改动过"):
        write_run(tmp_path, "two")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_file_of_somebody_else_with_our_name_is_never_replaced(tmp_path, name):
    (tmp_path / name).write_text("{}", "utf-8")
    with pytest.raises(InputError):
        check_replaceable(tmp_path)


def test_out_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("", "utf-8")
    with pytest.raises(InputError, match="不是文件夹"):
        check_replaceable(tmp_path / "out")


def test_what_is_said_names_the_folder_and_why_in_chinese(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    out = tmp_path / "file" / "结果"
    with pytest.raises(InputError, match=r"^结果：写不进去（路径中有一段是文件，不是文件夹）"):
        write_run(out, "one")
    with pytest.raises(InputError, match=r"^结果：写不进去（磁盘已满）"):
        fill_the_disk(tmp_path / "结果")


def fill_the_disk(out):
    with publishing(out) as staging:
        raise OSError(28, "No space left on device", str(staging / OUTPUTS[0]))


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path):
    file = tmp_path / "页.html"
    with writing(file) as part:
        part.write_text("one", "utf-8")
    full = OSError(28, "No space left on device")
    for fault, raised in ((full, InputError), (KeyboardInterrupt(), KeyboardInterrupt)):
        with pytest.raises(raised):
            write_half(file, fault)
    assert contents(tmp_path) == {"页.html": "one"}


def write_half(file, fault):
    with writing(file) as part:
        part.write_text("half", "utf-8")
        raise fault


def test_what_a_killed_run_left_beside_a_new_folder_goes_with_the_next_run(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", lambda *_, **__: None)  # a killed process clears nothing away
        for name in ("out", "other"):
            with pytest.raises(ZeroDivisionError):
                fail_midway(tmp_path / name)
    assert len(list(tmp_path.iterdir())) == 2
    write_run(tmp_path / "out", "one")
    assert len(list(tmp_path.glob(".*"))) == 1  # the other folder's, whose run may not have ended
    write_run(tmp_path / "other", "one")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "other"}
