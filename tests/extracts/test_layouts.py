"""Where the table lies in the sheet: titles, headers of several rows, merges, totals, notes, sheets."""

import pytest

from aidlink.errors import InputError
from aidlink.extracts import read_extract, read_extracts
from aidlink.records import Kind


def used(extract):
    return extract.table.column("row").to_pylist()


def aside(extract):
    return {row["row"]: row["reason"] for row in extract.rejected.to_pylist()}


def fields(extract):
    return {match.header: match.field for match in extract.headers}


def test_plain_table(write_xlsx, roster):
    extract = read_extract(write_xlsx(roster))
    assert extract.kind is Kind.BENEFICIARY
    assert used(extract) == [2, 3, 4]
    assert aside(extract) == {1: "表头"}
    assert extract.table.column("name").to_pylist() == ["陈一", "林二", "黄三"]
    assert extract.rows_in_file == 4
    assert extract.source == "表.xlsx"
    assert len(extract.sha256) == 64
    assert extract.encoding is None


@pytest.mark.parametrize("start", [(1, 1), (5, 1), (1, 4), (7, 3)])
def test_rows_are_the_spreadsheets_wherever_the_table_starts(write_xlsx, roster, start):
    extract = read_extract(write_xlsx(roster, start=start))
    assert used(extract) == [start[0] + 1, start[0] + 2, start[0] + 3]
    assert extract.headers[0].column == "ABCDEFG"[start[1] - 1]


def test_titles_blank_rows_and_blank_columns(write_xlsx, roster):
    rows = [["港门镇救助对象名册"], [], ["填报单位：港门镇", None, None, "单位：元"], []]
    rows += [[row[0], None, *row[1:]] for row in roster]
    rows.insert(6, [])
    extract = read_extract(write_xlsx(rows))
    assert used(extract) == [6, 8, 9]
    assert aside(extract) == {1: "标题行", 3: "标题行", 5: "表头"}
    assert [match.column for match in extract.headers] == list("ACDEFG")


def test_two_row_header_with_merged_groups(write_xlsx, make_id):
    rows = [
        ["2024年6月发放表"],
        ["序号", "姓名", "身份证号", "银行信息", None, None, "备注"],
        [None, None, None, "户名", "账号", "开户行", None],
        [1, "陈一", make_id(1), "陈一", "62170000000001", "农商行", None],
    ]
    merges = ["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3"]
    extract = read_extract(write_xlsx(rows, merges=merges), kind="payment")
    assert used(extract) == [4]
    assert aside(extract) == {1: "标题行", 2: "表头", 3: "表头"}
    assert fields(extract) == {
        "序号": None,
        "姓名": "name",
        "身份证号": "resident_id",
        "银行信息/户名": "account_name",
        "银行信息/账号": "account",
        "银行信息/开户行": "bank",
        "备注": "remark",
    }


def test_two_row_header_without_merges(write_csv, make_id):
    rows = [
        ["逝者信息", "", "家属信息", "", "", "火化时间"],
        ["姓名", "身份证号", "姓名", "身份证号", "电话", ""],
        ["陈一", make_id(1), "陈二", make_id(2), "0759", "2024-06-01"],
    ]
    extract = read_extract(write_csv(rows))
    assert extract.kind is Kind.CREMATION
    assert fields(extract) == {
        "逝者信息/姓名": "name",
        "逝者信息/身份证号": "resident_id",
        "家属信息/姓名": "applicant_name",
        "家属信息/身份证号": "applicant_id",
        "家属信息/电话": "phone",
        "火化时间": "cremation_date",
    }


def test_group_of_another_person_names_nobody(write_csv, make_id):
    rows = [
        ["姓名", "身份证号", "救助类型", "配偶", ""],
        ["", "", "", "姓名", "性别"],
        ["陈一", make_id(1), "低保", "林二", "女"],
    ]
    extract = read_extract(write_csv(rows))
    assert extract.table.column("name").to_pylist() == ["陈一"]
    assert extract.table.column("other:配偶/姓名").to_pylist() == ["林二"]
    assert "sex" not in extract.table.column_names


def test_vertical_merges_fill_down_within_the_merge_only(write_xlsx, make_id):
    rows = [
        ["家庭编号", "姓名", "身份证号", "与户主关系", "救助类型", "保障金额"],
        ["JT1", "陈一", make_id(1), "本人", "低保", 900],
        [None, "陈二", make_id(2), "子", "低保", None],
        [None, "陈三", make_id(3), "女", "低保", None],
        [None, "陈四", make_id(4), "本人", "低保", 300],
    ]
    extract = read_extract(write_xlsx(rows, merges=["A2:A4", "F2:F4"]))
    assert extract.table.column("household_id").to_pylist() == ["JT1", "JT1", "JT1", None]
    # Money stands once for its household: filled down it would be counted three times.
    assert extract.table.column("amount").to_pylist() == ["900", None, None, "300"]


def test_merge_over_blank_rows_makes_no_rows(write_xlsx, roster):
    rows = [[*roster[0], "家庭编号"], [*roster[1], "JT1"], [], [*roster[2], None]]
    extract = read_extract(write_xlsx(rows, merges=["G2:G4"]))
    assert used(extract) == [2, 4]
    assert extract.table.column("household_id").to_pylist() == ["JT1", "JT1"]


def test_merges_in_xls(write_xls, make_id):
    rows = [
        ["名册"],
        ["家庭编号", "姓名", "身份证号", "救助类型"],
        [None, "陈一", make_id(1), "低保"],
        [None, "陈二", make_id(2), "低保"],
    ]
    extract = read_extract(write_xls(rows, merges=[(2, 3, 0, 0, "JT1")]))
    assert used(extract) == [3, 4]
    assert extract.table.column("household_id").to_pylist() == ["JT1", "JT1"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", None, None, None, 6, 2700], "合计行"),
        (["合 计", None, None, None, 6, 2700], "合计行"),
        ([None, None, "港门村小计", None, 3, 1800], "合计行"),
        (["全镇总计：3户", None, None, None, 6, 2700], "合计行"),
        (["本页合计", None, None, None, None, 2700], "合计行"),
        (["共计3人"], "合计行"),
        (["合计", "3户", "6人", None, None, 2700], "合计行"),
        (["小计", "3"], "合计行"),
        (["人数合计", "3", None, None, None, 2700], "合计行"),
        (["共3人", None, None, None, None, 2700], "合计行"),
        (["陈某等3人", None, None, None, None, 2700], "合计行"),
        (["合计人民币（大写）贰仟柒佰元整"], "合计行"),
        (["总人数：3", "总金额：2700"], "合计行"),
        (["TOTAL", 3, None, None, None, 2700], "合计行"),
        (["其中：低保", None, None, None, None, 1500], "合计行"),
        (["经办人：张某", "审核人：李某"], "表尾说明"),
        (["联系人：张某", "电话：07590000000"], "表尾说明"),
        (["镇政府意见：", "同意"], "表尾说明"),
        (["——以下空白——"], "表尾说明"),
        (["（以下无正文）"], "表尾说明"),
        (["2024年6月8日"], "表尾说明"),
        (["本月新增："], "分组标题行"),
        (["龙腾村第一村民小组"], "分组标题行"),
        (["填表人：陈某", None, "审核人：林某"], "表尾说明"),
        (["备注：本表一式三份"], "表尾说明"),
        (["制表日期：2024-06-01"], "表尾说明"),
        (["（盖章）"], "表尾说明"),
        (["以上人员经村民代表会议评议并公示七天后无异议上报镇政府"], "表尾说明"),
        (["一、龙腾村"], "分组标题行"),
        (["港门社区"], "分组标题行"),
        ([None, None, "港门村", "低保", 1, 300], "缺姓名和身份证号"),
        (["姓名", "身份证号", "村（居）委会", "救助类型", "保障人数", "保障金额"], "重复表头"),
        (["姓名", "身份证号", "村（居）委会", "类型", "人数", "保障金额"], "重复表头"),
        ([None, None, None, None, 0, None], "缺姓名和身份证号"),
        (["港门镇名册"], "重复标题"),
    ],
)
def test_rows_that_are_no_records(write_xlsx, roster, row, reason):
    rows = [["港门镇名册"], *roster, row, roster[1]]
    extract = read_extract(write_xlsx(rows))
    assert used(extract) == [3, 4, 5, 7]
    assert aside(extract) == {1: "标题行", 2: "表头", 6: reason}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["甲", "乙", "丙", "丁", "1", "2"], "栏号行"),
        ([1, 2, 3, 4, 5, 6], "栏号行"),
        (["（必填）", "（必填）", "选填", None, None, None], "填写提示行"),
        (["示例", None, "港门村", "低保", 1, 300], "示例行"),
    ],
)
def test_guidance_below_the_header(write_xlsx, roster, row, reason):
    extract = read_extract(write_xlsx([roster[0], row, *roster[1:]]))
    assert aside(extract) == {1: "表头", 2: reason}


@pytest.mark.parametrize("name", ["合计", "共计", "小计"])
def test_a_person_with_an_id_is_no_total(write_xlsx, roster, make_id, name):
    extract = read_extract(write_xlsx([*roster, [name, make_id(9), "港门村", "低保", 1, 1]]))
    assert used(extract) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "number",
    ["4.40823E+17", "4408**********1234", "４４０８２３１９６００", "(440823600101001)"],
)
def test_a_damaged_id_is_still_a_persons(write_xlsx, roster, number):
    assert used(read_extract(write_xlsx([*roster, ["合计", number, "港门村", "低保", 1, 1]]))) == [2, 3, 4, 5]


def test_a_number_of_people_in_a_row_without_id_is_no_total(write_xlsx, roster):
    rows = [["序号", "姓名", "保障人数", "身份证号", "救助类型"], ["1", "陈一", "3人", None, "低保"]]
    rows += [["2", "林二", "1人", "无", "低保"], ["3", "黄三", "1人", roster[1][1], "低保"]]
    assert used(read_extract(write_xlsx(rows))) == [2, 3, 4]


def test_a_count_of_people_may_stand_first(write_xlsx):
    rows = [
        ["保障人数", "姓名", "身份证号", "救助类型"],
        ["3人", "陈一", None, "低保"],
        ["1人", "林二", "无", "低保"],
    ]
    assert used(read_extract(write_xlsx(rows))) == [2, 3]


def test_months_under_one_amount_are_a_second_header_row(write_xlsx, make_id):
    """Nobody knows 1月; the merged blocks say that it is a header. One month's amount is not the amount."""
    rows = [["姓名", "身份证号", "账号", "发放金额", None, None], [None, None, None, "1月", "2月", "3月"]]
    rows += [["陈一", make_id(1), "6217000000000001", "300", "310", "320"]]
    extract = read_extract(write_xlsx(rows, merges=["A1:A2", "B1:B2", "C1:C2", "D1:F1"]), kind="payment")
    assert aside(extract) == {1: "表头", 2: "表头"}
    assert "amount" not in extract.table.column_names
    assert extract.table.column("other:发放金额/2月").to_pylist() == ["310"]


@pytest.mark.parametrize("gap", [[], [None]])
@pytest.mark.parametrize("times", [2, 3])
def test_people_side_by_side_are_refused_not_lost(write_xlsx, make_id, gap, times):
    header = ["序号", "姓名", "身份证号", "死亡日期"]
    right = ["2", "林二", make_id(2), "2024"]
    path = write_xlsx(
        [[*header, *gap] * times, [*["1", "陈一", make_id(1), "2024", *gap], *[*right, *gap] * (times - 1)]]
    )
    with pytest.raises(InputError, match=r"左右并排着几组人，表头从 [EF] 列起重复"):
        read_extract(path)
    blank = write_xlsx([[*header, *gap] * times, ["1", "陈一", make_id(1), "2024"]])
    assert used(read_extract(blank)) == [2]


def test_two_people_in_a_row_are_not_side_by_side(write_xlsx, make_id):
    header = ["姓名", "性别", "身份证号", "姓名", "性别", "身份证号", "火化日期"]
    rows = [header, ["陈一", "男", make_id(1), "陈二", "女", make_id(2), "2024"]]
    assert read_extract(write_xlsx(rows)).table.column("resident_id").to_pylist() == [make_id(1)]


def test_a_lone_name_is_a_record(write_xlsx, roster):
    assert used(read_extract(write_xlsx([*roster, ["陈某"]]))) == [2, 3, 4, 5]


def test_a_lone_cell_across_the_table_is_a_title(write_xlsx, roster):
    extract = read_extract(write_xlsx([*roster, ["特困"]], merges=["A5:F5"]))
    assert aside(extract)[5] == "分组标题行"


def test_serial_numbers_are_no_data(write_xlsx, roster):
    rows = [["序号", *roster[0]], [1, *roster[1]], [2, *roster[2]], [3], [4]]
    extract = read_extract(write_xlsx(rows))
    assert used(extract) == [2, 3]
    assert aside(extract) == {1: "表头", 4: "只有序号", 5: "只有序号"}
    assert not any("序号" in name for name in extract.table.column_names)
    assert extract.headers[0].why == "序号列，不作数据"


def test_sheets_of_one_kind_are_stacked(write_xlsx, roster):
    more = [[*roster[0], "备注", "银行账号"], [*roster[1], "x", 6217000000000001]]
    extract = read_extract(write_xlsx({"一村": roster, "二村": more}))
    assert extract.table.column("sheet").to_pylist() == ["一村"] * 3 + ["二村"]
    assert used(extract) == [2, 3, 4, 2]
    assert extract.table.column("remark").to_pylist() == [None, None, None, "x"]
    assert extract.table.column("account_numeric").to_pylist() == [False, False, False, True]


def test_sheets_that_are_no_registers(write_xlsx, roster):
    sheets = {
        "名册": roster,
        "填表说明": [["本表由村填写"], ["每月十日前报送"]],
        "汇总": [["村（居）委会", "保障人数", "保障金额"], ["港门村", 3, 1800]],
        "空表": [],
        "字典": [["低保"], ["特困"]],
        "新增": [roster[0]],
    }
    extract = read_extract(write_xlsx(sheets, hidden=["字典"]))
    assert extract.table.num_rows == 3
    found = {(row["sheet"], row["row"]): row["reason"] for row in extract.rejected.to_pylist()}
    assert found == {
        ("名册", 1): "表头",
        ("填表说明", 1): "工作表里没有表头，未采用",
        ("填表说明", 2): "工作表里没有表头，未采用",
        ("汇总", 1): "工作表里没有姓名、身份证号这样的列，未采用",
        ("汇总", 2): "工作表里没有姓名、身份证号这样的列，未采用",
        ("字典", 1): "隐藏的工作表，未采用",
        ("字典", 2): "隐藏的工作表，未采用",
        ("新增", 1): "工作表里只有表头，没有数据",
    }
    assert "工作表“空表”是空的" in extract.notes


def deaths(make_id):
    return [["姓名", "身份证号", "死亡日期"], ["陈一", make_id(1), "2024-05-02"]]


def test_sheets_of_several_kinds(write_xlsx, roster, make_id):
    path = write_xlsx({"低保": roster, "死亡": deaths(make_id), "说明": [["随便写写"]]})
    first, second = read_extracts(path)
    assert (first.kind, second.kind) == (Kind.BENEFICIARY, Kind.DEATH)
    assert first.rows_in_file + second.rows_in_file == 4 + 2 + 1
    with pytest.raises(InputError, match="“低保”是救助对象名册，“死亡”是死亡人口"):
        read_extract(path)
    asked = read_extract(path, kind=Kind.DEATH)
    assert asked.table.equals(second.table)
    assert "工作表“低保”是救助对象名册，未读" in asked.notes
    assert read_extract(path, sheet="低保").table.equals(first.table)


def test_a_hidden_sheet_can_be_asked_for(write_xlsx, roster, make_id):
    path = write_xlsx({"低保": roster, "死亡": deaths(make_id)}, hidden=["死亡"])
    assert read_extract(path).kind is Kind.BENEFICIARY
    assert read_extract(path, sheet="死亡").kind is Kind.DEATH


def test_repr_shows_no_cell(write_xlsx, roster):
    shown = repr(read_extract(write_xlsx(roster)))
    assert not any(cell in shown for row in roster[1:] for cell in row[:3])
    assert "used=3" in shown


def test_to_pandas_keeps_text(write_xlsx, roster):
    frame = read_extract(write_xlsx(roster)).to_pandas()
    assert frame["resident_id"].tolist() == [row[1] for row in roster[1:]]
