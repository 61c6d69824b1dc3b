"""What several test modules share."""

import csv

import openpyxl
import pyarrow as pa
import pytest

from aidlink.compare.records import pack_records

# Made up by hand; the check characters are right.
CHEN, LI, HUANG = "440823195003151238", "440823196101010011", "440823197007070020"


def write_csv(path, *rows, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.fixture
def month(tmp_path):
    """A month of one village: one death, one double payment, one account of somebody else."""
    folder = tmp_path / "2026-10"
    folder.mkdir()
    write_xlsx(
        folder / "救助对象名册.xlsx",
        ["港门镇救助对象名册"],
        ["序号", "姓名", "身份证号码", "村委会", "救助类型"],
        [1, "陈秀妹", CHEN, "石角村委会", "低保"],
        [2, "李建国", LI, "石角村委会", "低保"],
        [3, "黄大海", HUANG, "石角村委会", "特困"],
        ["合计", 3],
    )
    write_csv(
        folder / "死亡人口.csv",
        ["姓名", "公民身份号码", "死亡日期", "户籍注销日期"],
        ["陈秀妹", CHEN, "2026-09-03", "2026-09-20"],
        encoding="gb18030",
    )
    write_csv(
        folder / "发放明细.csv",
        ["姓名", "身份证号", "救助类型", "发放月份", "发放金额", "户名", "银行账号"],
        ["陈秀妹", CHEN, "低保", "2026-10", "500", "陈秀妹", "6217000000000001"],
        ["李建国", LI, "低保", "2026-10", "500", "王小明", "6217000000000002"],
        ["黄大海", HUANG, "特困", "2026-10", "900", "黄大海", "6217000000000003"],
        ["黄大海", HUANG, "特困", "2026-10", "900", "黄大海", "6217000000000003"],
    )
    (folder / "~$救助对象名册.xlsx").write_bytes(b"lock")
    return folder


_CODES = (
    "name_chars", "name_sound", "name_dialect", "name_shape", "name_written", "name_alias_chars",
    "village_code", "resident_id_key", "resident_id_code", "resident_id_fifteen", "resident_id_status",
    "resident_id_trust", "birth_ymd", "birth_low", "birth_high", "birth_source", "sex_code",
    "head_name_chars", "head_name_sound",
)  # fmt: skip


@pytest.fixture(scope="session")
def pack():
    """Packs records given as dicts of standard columns; what a dict leaves out is not known."""

    def packed(rows):
        columns = {name: pa.array([row.get(name, 0) for row in rows], pa.int64()) for name in _CODES}
        columns["account_digits"] = pa.array([row.get("account_digits") for row in rows], pa.string())
        return pack_records(pa.table(columns))

    return packed
