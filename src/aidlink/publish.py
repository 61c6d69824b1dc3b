"""Output that appears all at once or not at all, and never over somebody's handwriting.

Files are written to a hidden folder on the same disk and moved into place when every one of them is whole.
A workbook that a clerk has filled in since is recognised by its digest in the earlier run's manifest, and
is not replaced.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aidlink.errors import InputError

FINDINGS_FILE = "findings.parquet"
WORKBOOK_FILE = "核查清单.xlsx"
MANIFEST_FILE = "manifest.json"
#: What a run writes; the manifest moves last, so that it vouches for the others.
OUTPUTS = (FINDINGS_FILE, WORKBOOK_FILE, MANIFEST_FILE)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def publishing(out: Path) -> Iterator[Path]:
    """Give a folder to write `OUTPUTS` into; what it holds becomes the content of `out` at the end.

    Nothing changes in `out`, and nothing is left beside it, if the block raises. Other files in `out` are
    never touched.

    Raises:
        InputError: `out` cannot be written, or holds outputs that were changed since they were written.
    """
    try:
        check_replaceable(out)
        staging = _staging(out)
        try:
            yield staging
            check_replaceable(out)
            _move(staging, out)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        place = Path(error.filename) if error.filename else out
        what = f"写不进去（{error.strerror or type(error).__name__}）"
        raise InputError(place, what, "关闭正在打开它的程序，检查磁盘空间和写入权限，再运行一次") from error


def check_replaceable(out: Path) -> None:
    """See that the outputs already in `out` are an earlier run's, unchanged.

    Raises:
        InputError: one of them is not, or `out` is a file.
    """
    if out.exists() and not out.is_dir():
        raise InputError(out, "这是一个文件，不是文件夹", "换一个输出文件夹")
    present = [out / name for name in OUTPUTS if (out / name).exists()]
    if not present:
        return
    written = _written(out / MANIFEST_FILE)
    for path in present:
        known = bool(written) if path.name == MANIFEST_FILE else written.get(path.name) == sha256(path)
        if not known:
            raise InputError(
                path, "上次生成后有人填写或改动过，不能覆盖", "先把它移到别处保存，或换一个输出文件夹"
            )


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
    staging = home / f".aidlink-{secrets.token_hex(4)}"
    staging.mkdir()
    return staging


def _move(staging: Path, out: Path) -> None:
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(out)
        return
    earlier = staging / "earlier"
    earlier.mkdir()
    moved: list[str] = []
    try:
        for name in OUTPUTS:
            if (out / name).exists():
                (out / name).replace(earlier / name)
            moved.append(name)
            (staging / name).replace(out / name)
    except OSError:
        for name in moved:
            _restore(earlier / name, out / name)
        raise


def _restore(saved: Path, place: Path) -> None:
    if saved.exists():
        saved.replace(place)
    else:
        place.unlink(missing_ok=True)
