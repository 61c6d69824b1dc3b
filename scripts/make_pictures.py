"""Make the pictures of `docs/clerks.md` from `fixtures/`: the workbook, a village's sheet, the page.

    python scripts/make_pictures.py

It needs LibreOffice (soffice), poppler (pdftoppm), playwright and a Chromium.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from aidlink import run_month

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
DOTS = 130  # an inch: the text can be read
VILLAGE = "北垌"


def main() -> None:
    """Run the last fixture month with a ledger, and take its pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        result = run_month(ROOT / "fixtures" / "2026-10", work / "out", ledger=work / "ledger.db")
        print_page(result.workbook, 1, IMAGES / "workbook.png", work, height=640)
        print_page(result.workbook, 2, IMAGES / "findings.png", work, height=450)
        print_page(result.villages / f"{VILLAGE}.xlsx", 2, IMAGES / "village.png", work, height=400)
        show_page(result.page, IMAGES / "report.png")


def print_page(workbook: Path, page: int, picture: Path, work: Path, *, height: int) -> None:
    """Take the upper `height` dots of one printed page of a workbook."""
    command = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(work), str(workbook)], check=True, capture_output=True)
    pdf = work / f"{workbook.stem}.pdf"
    part = [
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        "-x",
        "0",
        "-y",
        "0",
        "-W",
        "1600",
        "-H",
        str(height),
    ]
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(DOTS), *part, str(pdf), str(picture.with_suffix(""))], check=True
    )


def show_page(page: Path, picture: Path) -> None:
    """Take the top of report.html as a browser shows it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        shown = browser.new_page(viewport={"width": 1100, "height": 700})
        shown.goto(page.as_uri())
        shown.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    main()
