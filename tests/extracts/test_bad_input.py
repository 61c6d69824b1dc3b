"""Files that cannot be used: one line with file, sheet, what and remedy, and no cell of the file."""

import io
import os
import re
import struct
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter

from aidlink.errors import InputError
from aidlink.extracts import read_extract


def complaint(path, **options):
    with pytest.raises(InputError) as error:
        read_extract(path, **options)
    line = str(error.value)
    assert "\n" not in line
    assert path.name in line
    assert "。请" in line
    assert error.value.__cause__ is None
    return line


def zipped(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return data.getvalue()


def ole(stream):
    """A container with one stream, laid out by hand: header, table of sectors, directory, the stream."""
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, end, 0, end, 0)
    struct.pack_into("<109I", header, 76, 0, *[free] * 108)
    chain = [3, 4, 5, 6, 7, 8, 9, end]
    fat = struct.pack("<128I", table, end, *chain, *[free] * 118)

    def entry(name, kind, start, size):
        raw = bytearray(128)
        encoded = name.encode("utf-16-le")
        raw[: len(encoded)] = encoded
        struct.pack_into("<HB", raw, 64, len(encoded) + 2, kind)
        struct.pack_into("<II", raw, 116, start, size)
        return bytes(raw)

    directory = entry("Root Entry", 5, end, 0) + entry(stream, 2, 2, 4096) + bytes(256)
    return bytes(header) + fat + directory + bytes(8 * 512)


FOREIGN = {
    "a.pdf": (b"%PDF-1.7 ...", "PDF"),
    "图.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
    "照片.xls": (b"\xff\xd8\xff\xe0" + bytes(50), "图片"),
    "包.rar": (b"Rar!\x1a\x07" + bytes(50), "压缩包"),
    "文.docx": (zipped("word/document.xml"), "Word"),
    "文.doc": (ole("WordDocument"), "Word"),
    "包.zip": (zipped("a.csv"), "压缩包"),
    "密.xlsx": (ole("EncryptedPackage"), "加了密码"),
    "断.xls": (ole("Workbook")[:1500], "损坏"),
    "坏.xls": (ole("Workbook"), "没有内容"),
    "头.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "损坏"),
    "二进制.csv": (bytes(range(256)) * 20, "不是电子表格"),
    "空.xlsx": (b"", "空的"),
    "零.xlsx": (bytes(4096), "空的"),
    "空白.csv": (b" \r\n\r\n ", "空的"),
    "逗号.csv": (b",,,\n,,,\n", "没有内容"),
    "网页.xls": (b"<html><body>login</body></html>", "没有表格"),
    "旧.xls": (b'<?xml version="1.0"?><Workbook xmlns="urn:x"></Workbook>', "XML"),
    "旧表.xls": (b'<?xml version="1.0"?>\n<ss:Workbook xmlns:ss="urn:x"><Table/></ss:Workbook>', "XML 表格"),
    "档.xls": (b"MIME-Version: 1.0\n", "网页存档"),
    "文字.csv": ("只是一些文字\n没有表\n".encode(), "没有找到表头"),
    "表头.csv": ("姓名,身份证号,死亡日期\n".encode(), "只有表头，没有数据"),
    "列.csv": ("村名,死亡日期,金额\n港门村,2024,3\n".encode(), "缺“姓名”和“身份证号”列"),
    "不全.csv": ("姓名,身份证号,死亡日期\n,,2024\n合计,,\n".encode(), "没有一行可用"),
    "~$表.xlsx": (b"\x05user", "锁文件"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_not_a_register(tmp_path, name):
    data, what = FOREIGN[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert what in complaint(path)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_cut_short(write_xlsx, write_xls, roster, tmp_path, share, capfd):
    for whole in (write_xlsx(roster * 50), write_xls(roster * 50)):
        data = whole.read_bytes()
        path = tmp_path / f"断{whole.suffix}"
        path.write_bytes(data[: int(len(data) * share)])
        assert "损坏" in complaint(path)
    assert capfd.readouterr().err == ""


def test_a_circle_in_an_xls(write_xls, roster, tmp_path):
    """Followed blindly, it takes all memory there is."""
    data = bytearray(write_xls(roster * 50).read_bytes())
    fat = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, fat, 0)
    path = tmp_path / "圈.xls"
    path.write_bytes(data)
    assert "损坏" in complaint(path)


def test_a_cell_beyond_the_last_column_of_an_xls(write_xls, roster, tmp_path):
    """Laid out as it says, its sheet takes up to 137 GB."""
    data = bytearray(write_xls(roster).read_bytes())
    cell = data.index(struct.pack("<HHHH", 0x00FD, 10, 1, 5))  # F2: kind, length, row, column
    struct.pack_into("<H", data, cell + 6, 0x4005)
    path = tmp_path / "远.xls"
    path.write_bytes(data)
    assert "损坏" in complaint(path)


@pytest.mark.parametrize(("at", "value"), [(6, 0xFF), (8, 1), (10, 99)])
def test_an_archive_that_needs_what_nobody_has(write_xlsx, roster, tmp_path, at, value):
    """A version from the future, a member with a password, an unknown compression."""
    data = bytearray(write_xlsx(roster).read_bytes())
    for entry in [found.start() for found in re.finditer(b"PK\x01\x02", data)]:
        data[entry + at] = value
    path = tmp_path / "档.xlsx"
    path.write_bytes(data)
    assert "损坏" in complaint(path)


@pytest.mark.parametrize(("place", "value"), [("<4xI", 1 << 31), ("<10xH", 60_000)])
def test_an_xls_that_claims_more_rows_than_there_are(write_xls, roster, tmp_path, place, value):
    """Room is made for all of them at once: up to a terabyte."""
    data = bytearray(write_xls(roster * 20).read_bytes())
    extent = data.index(struct.pack("<HH", 0x0200, 14)) + 4
    struct.pack_into(place, data, extent, value)
    path = tmp_path / "大.xls"
    path.write_bytes(data)
    assert "损坏" in complaint(path)


def test_an_xls_whose_sheet_would_begin_beyond_its_end(write_xls, roster, tmp_path, capfd):
    """The reader prints a panic of many lines."""
    data = bytearray(write_xls(roster * 20).read_bytes())
    sheet = data.index(struct.pack("<H", 0x0085))
    struct.pack_into("<I", data, sheet + 4, 1 << 24)
    path = tmp_path / "外.xls"
    path.write_bytes(data)
    assert "损坏" in complaint(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("method", [0, 1])
def test_an_xls_with_a_password(write_xls, roster, tmp_path, method):
    """The record that says so, of the old method or the newer one, in place of that of who wrote the file."""
    data = bytearray(write_xls(roster * 20).read_bytes())
    writer = data.index(struct.pack("<HH", 0x005C, 112))
    struct.pack_into("<H", data, writer, 0x002F)
    struct.pack_into("<HHH", data, writer + 4, method, 1, 1)
    path = tmp_path / "密.xls"
    path.write_bytes(data)
    assert "加了密码" in complaint(path)


def test_damage_inside_a_sheet_names_the_sheet(write_xlsx, roster, tmp_path):
    whole = zipfile.ZipFile(write_xlsx(roster))
    path = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            data = whole.read(name)
            archive.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    line = complaint(path)
    assert "损坏" in line
    assert "工作表“Sheet1”" in line


def test_missing_file_and_folder(tmp_path):
    assert "找不到" in complaint(tmp_path / "无\0.xlsx")
    assert "找不到" in complaint(tmp_path / "无.xlsx")
    assert "文件夹" in complaint(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(write_xlsx, roster):
    path = write_xlsx(roster)
    path.chmod(0)
    assert "没有权限" in complaint(path)


def test_locked(write_xlsx, roster, monkeypatch):
    path = write_xlsx(roster)

    def locked(_):
        raise PermissionError(13, "locked")

    monkeypatch.setattr(type(path), "read_bytes", locked)
    assert "被别的程序占用" in complaint(path)


def test_no_such_sheet(write_xlsx, write_csv, roster):
    line = complaint(write_xlsx({"一村": roster, "二村": roster}), sheet="三村")
    assert "没有工作表“三村”" in line
    assert "“一村”、“二村”" in line
    assert "不分工作表" in complaint(write_csv(roster), sheet="一村")


def test_all_hidden(write_xlsx, roster):
    path = write_xlsx({"表一": roster, "空": []}, hidden=["表一"])
    assert "隐藏" in complaint(path)


def test_no_cell_in_a_message(write_csv, make_id):
    path = write_csv([["陈秀妹", make_id(1)], ["林大有", make_id(2)]])
    line = complaint(path)
    assert not any(cell in line for cell in ("陈秀妹", make_id(1), "林大有"))


def with_blank_rows(whole, path, first, last):
    """A copy of a workbook with a border drawn round a cell of very many blank rows."""
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(first, last + 1))
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, data.replace(b"</sheetData>", blank + b"</sheetData>") if "sheet1" in name else data
            )
    return path


MEASURE = """
import resource, sys, time
from aidlink.extracts import read_extract
read_extract(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begun = time.process_time()
rows = read_extract(sys.argv[2]).rows_in_file
print(rows, time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_million_blank_rows_are_quick_and_count_for_nothing(tmp_path, write_xlsx, roster):
    small = write_xlsx(roster)
    path = with_blank_rows(small, tmp_path / "空行.xlsx", 5, 1_000_000)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MEASURE, str(small), str(path)], capture_output=True, text=True, check=True
    )
    rows, seconds, kilobytes = done.stdout.split()
    assert int(rows) == 4
    assert float(seconds) < 5
    assert int(kilobytes) < 200_000


def test_a_stray_blank_at_the_end_of_the_sheet(tmp_path, roster):
    path = tmp_path / "远.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名册")
        for number, row in enumerate(roster):
            sheet.write_row(number, 0, row)
        sheet.write(1_048_575, 1, " ")
    assert read_extract(path).rows_in_file == 4


def test_a_stray_cell_in_the_far_corner_is_refused_before_it_takes_all_memory(tmp_path, roster):
    path = tmp_path / "角.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名册")
        for number, row in enumerate(roster):
            sheet.write_row(number, 0, row)
        sheet.write(1_048_575, 16_383, " ")
    line = complaint(path)
    assert "工作表“名册”" in line
    assert "XFD1048576" in line


@pytest.mark.parametrize("dimension", [b"A1", b"A1:B2"])
def test_a_dimension_that_lies_is_not_believed(tmp_path, dimension):
    """Some writers say A1 whatever the sheet holds."""
    honest = tmp_path / "角.xlsx"
    with xlsxwriter.Workbook(honest) as book:
        book.add_worksheet().write(1_048_575, 16_383, " ")
    path = tmp_path / "假.xlsx"
    with zipfile.ZipFile(honest) as whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            data = whole.read(name)
            archive.writestr(
                name,
                data.replace(b'ref="XFD1048576"', b'ref="' + dimension + b'"') if "sheet1" in name else data,
            )
    assert "XFD1048576" in complaint(path)
