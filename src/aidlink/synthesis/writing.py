"""Writing a whole town into a folder: a folder a month, and the truth beside them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from aidlink.errors import UsageError
from aidlink.publish import unwritable
from aidlink.synthesis.files import write_file
from aidlink.synthesis.folder import month_files
from aidlink.synthesis.truth import tell_truth
from aidlink.synthesis.world import World


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: the files in order, and counts."""

    folder: Path
    files: tuple[Path, ...]
    people: int
    rows: int
    findings: int
    traps: int


def write_world(world: World, latent: dict[str, pd.DataFrame], out: Path | str) -> Summary:
    """Write the month folders and `truth/` (with the latent frames too) into `out`: all of them or none.

    Raises:
        UsageError: `out` already holds one of the folders to be written.
        InputError: they cannot be written.
    """
    folder = Path(out)
    labels = [world.calendar.label(month) for month in range(world.calendar.months)]
    places = [folder / name for name in (*labels, "truth")]
    held = [place.name for place in places if place.exists()]
    if held:
        msg = f"{folder} 里已有 {held[0]}，请换一个文件夹"
        raise UsageError(msg)
    try:
        return _write(world, latent, folder, labels)
    except BaseException as error:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise unwritable(folder, error) from error
        raise


def _write(world: World, latent: dict[str, pd.DataFrame], folder: Path, labels: list[str]) -> Summary:
    laid_out, paths = [], []
    for month, label in enumerate(labels):
        (folder / label).mkdir(parents=True)
        for file in month_files(world, month):
            paths.append(write_file(file, folder / label))
            laid_out.append(file)
    truth = tell_truth(world, laid_out)
    frames = {"rows": truth.rows, "findings": truth.findings, "traps": truth.traps} | latent
    (folder / "truth").mkdir()
    for name, frame in frames.items():
        paths.append(folder / "truth" / f"{name}.csv")
        frame.to_csv(paths[-1], index=False, lineterminator="\n")
    return Summary(
        folder, tuple(paths), world.inhabitants, len(truth.rows), len(truth.findings), len(truth.traps)
    )
