"""Output that appears all at once or not at all, and never over somebody's handwriting.

Files are written to a hidden folder on the same disk and moved into place when every one of them is whole.
A workbook that a clerk has filled in since is recognised by its digest in the earlier run's manifest, and
is not replaced. Where the process was killed while files were moved, the folder that they were moved from is
still there, and its manifest vouches for those that had arrived.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aidlink.errors import InputError, why

FINDINGS_FILE = "findings.parquet"
WORKBOOK_FILE = "核查清单.xlsx"
PAGE_FILE = "report.html"
FIGURES_FILE = "统计与质量.xlsx"
MANIFEST_FILE = "manifest.json"
#: What a run may write; the manifest moves last, so that it vouches for the others.
OUTPUTS = (FINDINGS_FILE, WORKBOOK_FILE, PAGE_FILE, FIGURES_FILE, MANIFEST_FILE)
#: The folder of sheets to be filled in, one a village; only a run with a ledger writes it.
VILLAGES_FOLDER = "线索核查单"
#: The folder of sheets for the offices whose lists were read, one a file; only a run with figures writes it.
FEEDBACK_FOLDER = "反馈单"
FOLDERS = (VILLAGES_FOLDER, FEEDBACK_FOLDER)
_MOVED = (*FOLDERS, *OUTPUTS)
_STAGING = ".aidlink-"
_LOCK = "~$"  # an office program's lock beside an open workbook


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def publishing(out: Path, seal: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """Give a folder to write `OUTPUTS` into; what it holds becomes the content of `out` at the end.

    Nothing changes in `out`, and nothing is left beside it, if the block raises. Other files in `out` are
    never touched.

    Args:
        out: the folder.
        seal: called when everything is in place; if it raises, `out` is as it was before.

    Raises:
        InputError: `out` cannot be written, or holds outputs that were changed since they were written.
    """
    try:
        check_replaceable(out)
        staging = _staging(out)
        try:
            yield staging
            check_replaceable(out)
            _move(staging, out, seal)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        place = Path(error.filename) if error.filename else out
        hidden = any(part.startswith(_STAGING) for part in place.parts)
        raise unwritable(out if hidden else place, error) from error


@contextmanager
def writing(file: Path, *, parents: bool = False) -> Iterator[Path]:
    """Give a hidden path beside a file; what is written there becomes the file at the end, or nothing does.

    Args:
        file: the file.
        parents: whether to make its folder.

    Raises:
        InputError: it cannot be written.
    """
    part = file.with_name(f"{_STAGING}{secrets.token_hex(4)}{file.suffix}")
    try:
        if parents:
            file.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(file)
    except OSError as error:
        raise unwritable(file, error) from error
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)


def unwritable(place: Path, error: OSError) -> InputError:
    """What to say of a place that cannot be written."""
    remedy = "检查路径、磁盘空间和写入权限，关闭正在打开它的程序，再运行一次"
    return InputError(place, f"写不进去{why(error)}", remedy)


def check_replaceable(out: Path) -> None:
    """See that the outputs already in `out` are an earlier run's, unchanged.

    Raises:
        InputError: one of them is not, or `out` is a file.
    """
    if out.exists() and not out.is_dir():
        raise InputError(out, "这是一个文件，不是文件夹", "换一个输出文件夹")
    present = list(_present(out))
    if not present:
        return
    vouched = [_written(folder / MANIFEST_FILE) for folder in (out, *_left(out))]
    for path in present:
        name = path.relative_to(out).as_posix()
        known = any(vouched) if name == MANIFEST_FILE else _known(path, [each.get(name) for each in vouched])
        if not known:
            raise InputError(
                path, "上次生成后有人填写或改动过，不能覆盖", "先把它移到别处保存，或换一个输出文件夹"
            )


def _present(out: Path) -> Iterator[Path]:
    yield from (out / name for name in OUTPUTS if (out / name).exists())
    for folder in (out / name for name in FOLDERS):
        if folder.is_dir():
            yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _known(path: Path, digests: list[str | None]) -> bool:
    return not path.name.startswith(_LOCK) and sha256(path) in digests


def _left(out: Path) -> list[Path]:
    """What a run that was killed left in `out`."""
    staged = [path for path in out.glob(f"{_STAGING}*") if path.is_dir()] if out.is_dir() else []
    return [*staged, *(path / "earlier" for path in staged)]


def _written(manifest: Path) -> dict[str, str]:
    try:
        return dict(json.loads(manifest.read_text("utf-8"))["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _staging(out: Path) -> Path:
    """A new hidden folder on the disk of `out`: inside it, or inside its nearest existing parent."""
    home = out.absolute()
    while not home.exists():
        home = home.parent
    staging = home / f"{_staged_for(out)}{secrets.token_hex(4)}"
    staging.mkdir()
    return staging


def _staged_for(out: Path) -> str:
    """How the names of the hidden folders for `out` begin: other runs may have theirs beside."""
    digest = hashlib.sha256(os.fsencode(out.absolute())).hexdigest()
    return f"{_STAGING}{digest[:8]}-"


def _move(staging: Path, out: Path, seal: Callable[[], object]) -> None:
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(out)
        try:
            seal()
        except BaseException:
            out.rename(staging)
            raise
        _clear(staging.parent.glob(f"{_staged_for(out)}*"))
        return
    earlier = staging / "earlier"
    earlier.mkdir()
    moved: list[str] = []
    try:
        for name in _MOVED:
            if (out / name).exists():
                (out / name).replace(earlier / name)
            moved.append(name)
            if (staging / name).exists():
                (staging / name).replace(out / name)
        seal()
    except BaseException:
        for name in moved:
            _restore(earlier / name, out / name)
        raise
    _clear(out.glob(f"{_STAGING}*"))


def _clear(left: Iterable[Path]) -> None:
    """Remove what runs that were killed left."""
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)


def _restore(saved: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    if saved.exists():
        saved.replace(place)
