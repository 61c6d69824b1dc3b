"""Which kind of register a file is."""

import pytest

from aidlink.errors import InputError, UsageError
from aidlink.extracts import read_extract, read_extracts
from aidlink.records import Kind

SAMPLES = [
    ("beneficiary", "姓名 身份证号 救助类型 保障人数 保障金额 村（居）委会"),
    ("beneficiary", "序号 户主姓名 身份证号 家庭编号 低保类别 保障人口 月保障金 开户银行 户名 账号"),
    ("beneficiary", "姓名 性别 身份证号 供养方式 批准时间 家庭住址 联系电话"),
    ("beneficiary", "家庭编号 户主姓名 姓名 身份证号 与户主关系 性别 出生日期 救助类型 保障金额"),
    ("beneficiary", "姓名 身份证号 对象类别 纳入时间 授权书 最近走访日期"),
    ("payment", "姓名 身份证号 救助类型 发放月份 发放金额 户名 账号"),
    ("payment", "序号 账号 户名 金额 处理结果"),
    ("payment", "姓名 身份证号 一卡通账号 实发金额"),
    ("payment", "户名 身份证号 银行卡号 交易金额 交易日期 回盘结果"),
    ("payment", "家庭编号 户主 姓名 与户主关系 发放月数 发放金额 户名 账号"),
    (
        "payment",
        "救助对象姓名 身份证号码 发放年月 发放月数 保障人数 发放金额 开户行 账户名称 银行账号 反馈状态",
    ),
    ("death", "姓名 身份证号 死亡日期"),
    ("death", "反馈日期 姓名 身份证号 性别 出生地详址 出生时间 死亡时间 所属派出所 住址"),
    ("death", "编号 死者姓名 性别 身份证号码 死亡日期 死亡地点 根本死因 家属姓名 与死者关系 填报日期"),
    ("death", "姓名 公民身份号码 性别 户籍地址 户口注销日期 注销原因"),
    ("death", "公民身份号码 姓名 性别 民族 出生日期 户籍地 户口注销时间 注销原因 所属派出所"),
    ("cremation", "火化日期 序号 姓名 性别 年龄 发票号 住址 身份证号 死亡日期 死亡原因 家属电话"),
    ("cremation", "逝者姓名 证件号码 火化时间 火化证号 经办人 经办人身份证号 与逝者关系"),
    ("household", "户号 姓名 与户主关系 性别 出生日期 公民身份号码 户籍地址"),
    ("household", "户号 户主姓名 姓名 公民身份号码 与户主关系 性别 出生日期 人员状态 注销日期 注销原因"),
    ("household", "姓名 身份证号 户主姓名 户主身份证号 与户主关系 户籍状态"),
]


@pytest.mark.parametrize(("kind", "headers"), SAMPLES)
def test_from_headers_alone(write_csv, make_id, kind, headers):
    row = [make_id(1) if "身份" in header or "证件" in header else "某" for header in headers.split()]
    assert read_extract(write_csv([headers.split(), row], "x.csv")).kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("6月死亡名单.csv", "death"),
        ("殡仪馆数据.csv", "cremation"),
        ("户籍成员.csv", "household"),
        ("代发清单.csv", "payment"),
        ("低保对象名单.csv", "beneficiary"),
    ],
)
def test_the_files_name_tips_the_balance(write_csv, make_id, name, kind):
    rows = [["姓名", "身份证号", "性别"], ["陈一", make_id(1), "女"]]
    assert read_extract(write_csv(rows, name)).kind == kind


def test_a_vague_header_tells_no_kind(write_csv, make_id):
    """日期 is the cremation's in a cremation register, which this need not be."""
    with pytest.raises(InputError, match="kind="):
        read_extract(write_csv([["姓名", "身份证号", "日期"], ["陈一", make_id(1), "2024-06-01"]]))


def test_a_title_tips_the_balance(write_csv, make_id):
    rows = [["港门镇6月份火化人员"], ["姓名", "身份证号", "日期"], ["陈一", make_id(1), "2024-06-01"]]
    extract = read_extract(write_csv(rows))
    assert extract.kind is Kind.CREMATION
    assert "cremation_date" in extract.table.column_names


def test_a_sheets_name_tips_the_balance(write_xlsx, make_id):
    rows = [["姓名", "身份证号", "日期"], ["陈一", make_id(1), "2024-06-01"]]
    assert read_extract(write_xlsx({"死亡人员": rows})).kind is Kind.DEATH


def test_a_doubtful_sheet_goes_with_its_neighbours(write_xlsx, roster, make_id):
    """A name list among the rosters of one workbook is one; a list that looks like nothing at all is not."""
    doubtful = [["享受对象发放名单"], ["姓名", "身份证号", "印象"], ["陈一", make_id(5), "x"]]
    staff = [["姓名", "联系电话"], ["梁五", "0759"]]
    alone = write_xlsx({"津贴": doubtful}, "x.xlsx")
    with pytest.raises(InputError, match="看不出是哪一类表"):
        read_extract(alone)
    extract = read_extract(write_xlsx({"低保": roster, "津贴": doubtful, "通讯录": staff}, "y.xlsx"))
    assert extract.kind is Kind.BENEFICIARY
    assert extract.table.column("sheet").to_pylist() == ["低保"] * 3 + ["津贴"]
    assert extract.rejected.column("reason").to_pylist()[-2:] == ["看不出是哪一类表，未采用"] * 2
    assert "工作表“通讯录”是看不出类别的表，未读" in extract.notes


def test_undecided(write_xlsx, make_id):
    path = write_xlsx([["姓名", "身份证号"], ["陈一", make_id(1)]])
    with pytest.raises(
        InputError, match="看不出是哪一类表。请用 kind= 指定其一：beneficiary（救助对象名册）"
    ):
        read_extract(path)
    assert read_extract(path, kind="death").kind is Kind.DEATH


def test_the_caller_knows_better(write_csv, roster):
    assert read_extract(write_csv(roster), kind="payment").kind is Kind.PAYMENT


def test_no_such_kind(write_csv, roster):
    with pytest.raises(UsageError, match="beneficiary"):
        read_extract(write_csv(roster), kind="birth")


def test_what_is_said_of_a_file_can_be_done_where_it_is_said(write_csv, make_id):
    """Whoever reads a folder names no kind and no column by its letter; the file itself can be put right."""
    people = [["陈一", make_id(1)], ["林二", make_id(2)]]
    with pytest.raises(InputError, match="没有找到表头") as error:
        read_extracts(write_csv(people))
    assert "列字母" not in str(error.value)
    headed = [["姓名", "身份证号"], *people]
    with pytest.raises(InputError, match="看不出是哪一类表。请在文件名里写明是哪一类：") as error:
        read_extracts(write_csv(headed))
    assert "kind=" not in str(error.value)
    for kind in Kind:
        assert kind.label in str(error.value)
        named = write_csv(headed, f"{kind.label}.csv")
        assert [extract.kind for extract in read_extracts(named)] == [kind]
        assert read_extract(named).kind is kind
        unheaded = write_csv(people, f"{kind.label}.csv")
        assert read_extract(unheaded, mapping={"A": "name", "B": "resident_id"}).kind is kind
