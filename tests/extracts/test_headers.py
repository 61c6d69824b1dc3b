"""What a column is taken for, and why."""

import tomllib
from importlib.resources import files

import pytest

from aidlink.errors import InputError, UsageError
from aidlink.extracts import HeaderMatch, read_extract
from aidlink.records import FIELDS, SCHEMAS, Kind

TABLE = tomllib.loads(files("aidlink").joinpath("data", "headers.toml").read_text(encoding="utf-8"))


def fields(extract):
    return {match.header: match.field for match in extract.headers}


def reasons(extract):
    return {match.header: match.why for match in extract.headers}


def test_every_field_has_headers():
    assert set(TABLE["fields"]) == set(FIELDS)
    assert set(TABLE["kinds"]) == {kind.value for kind in Kind}
    for kind in Kind:
        assert set(TABLE["kinds"][kind]["fields"]) <= set(SCHEMAS[kind].fields)
        assert set(TABLE["kinds"][kind]["weights"]) <= set(FIELDS)


def test_no_header_stands_for_two_fields():
    seen = {}
    for field, headers in TABLE["fields"].items():
        for header in headers:
            assert seen.setdefault(header, field) == field
    assert len(seen) > 1000


@pytest.mark.parametrize("kind", list(Kind))
def test_every_alias_is_understood(write_csv, kind):
    """A file of one column for each field, as many times as the field with the most headers has them."""
    own = TABLE["kinds"][kind]["fields"]
    taken = {header for headers in own.values() for header in headers}
    earlier = {field for other in list(Kind)[: list(Kind).index(kind)] for field in SCHEMAS[other].fields}
    lists = {
        field: [*(header for header in TABLE["fields"][field] if header not in taken), *own.get(field, [])]
        for field in SCHEMAS[kind].fields
    }
    lists |= {field: [*own.get(field, []), *lists[field][:1]] for field in earlier & set(lists)}
    for number in range(max(map(len, lists.values()))):
        chosen = {field: headers[number % len(headers)] for field, headers in lists.items()}
        extract = read_extract(write_csv([list(chosen.values()), ["某"] * len(chosen)]), kind=kind)
        plain_id = chosen["resident_id"]
        understood = fields(extract)
        for field, header in chosen.items():
            if header != plain_id:  # whose a plain ID is depends on its neighbours: see below
                assert understood[header] == field, (header, field)


ID_HEADERS = """
身份证号|身份证号码|公民身份号码|证件号码|身份证件号| 身份证号 |身份证号*|*身份证号|身份证号：
身 份 证 号|身份\\n证号|１.身份证号
2、身份证号码|身份证号（18位）|身份证号码(必填)|【身份证号】|ID|救助对象身份证号|“身份证号”|公民身份证号码|居民身份证|二代身份证号
"""


@pytest.mark.parametrize("header", ID_HEADERS.strip().replace("\n", "|").replace("\\n", "\n").split("|"))
def test_spellings_of_an_id_header(write_csv, make_id, header):
    extract = read_extract(write_csv([["姓名", header, "救助类型"], ["陈一", make_id(1), "低保"]]))
    assert [match.field for match in extract.headers] == ["name", "resident_id", "programme"]


OTHER_HEADERS = """
village: 村（居）委会|村(居)委会|行政村|村别|所属村|村/社区
amount: 保障金额（元/月）|实发金额(元)|月保障金
relation: 与户主的关系|户主关系|与本户关系
account: 一卡通账号|存折账号|银行卡号|账号/卡号
account_name: 持卡人|收款人姓名|开户人|账户名称|帐户名
head_name: 姓名（户主）|户主
programme: 救助类别|对象类别
birth_date: 出生年月日|生日
"""


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (header, line.partition(": ")[0])
        for line in OTHER_HEADERS.strip().splitlines()
        for header in line.partition(": ")[2].split("|")
    ],
)
def test_other_headers(write_csv, make_id, header, field):
    extract = read_extract(
        write_csv([["姓名", "身份证号", header], ["陈一", make_id(1), "x"]]), kind="beneficiary"
    )
    assert fields(extract)[header] == field


WHOSE = """
beneficiary: resident_id: 保障对象公民身份号码|救助人员身份证号码|特困供养人员证件号|身份证号码（低保对象）
beneficiary: head_name: 低保户主姓名|户主名称|主申请人姓名
beneficiary: head_id: 户主居民身份证号码|申请人身份证件号码|居民身份证号（户主）|户主（申请人）证件号
payment: account_name: 持折人姓名|收款人全称|银行卡开户名
payment: holder_id: 开户人公民身份号码|身份证号（开户人）|持折人身份证号|存款人证件号码
beneficiary: name: 姓名（户主及家庭成员）|姓名（含户主）
death: name: 已故人员姓名|死亡对象姓名|姓名（死者）
death: resident_id: 死者公民身份号码|死亡人员证件号|亡故人员身份证号|身份证号码（逝者）
death: birth_date: 死者出生年月|亡者出生日期|死亡人员出生年月日
death: address: 亡者户籍地址|死者户口所在地
death: applicant_id: 申请人公民身份号码|死者亲属身份证号|联系人身份证号
cremation: death_date: 逝者死亡时间|死者去世日期
"""


@pytest.mark.parametrize(
    ("kind", "field", "header"),
    [
        (*line.split(": ")[:2], header)
        for line in WHOSE.strip().splitlines()
        for header in line.split(": ")[2].split("|")
    ],
)
def test_a_header_may_say_whose_and_what(write_csv, kind, field, header):
    beside = {"姓名": "name", "身份证号": "resident_id"}
    headers = [plain for plain, means in beside.items() if means != field]
    extract = read_extract(write_csv([[*headers, header], ["某"] * (len(headers) + 1)]), kind=kind)
    assert fields(extract)[header] == field


@pytest.mark.parametrize("other", ["监护人", "配偶", "赡养人"])
def test_an_id_of_somebody_else_in_brackets_is_not_the_persons(write_csv, make_id, other):
    rows = [[f"身份证号（{other}）", "儿童姓名", "救助类型"], [make_id(1), "陈一", "孤儿"]]
    extract = read_extract(write_csv(rows), kind="beneficiary")
    assert extract.headers[0].field is None
    assert "resident_id" not in extract.table.column_names


@pytest.mark.parametrize(
    "header", ["户籍人口", "残疾人证号", "死亡人员类别", "老人数", "家庭成员情况", "对象编码表"]
)
def test_whose_without_what_is_no_field_of_the_person(write_csv, header):
    extract = read_extract(write_csv([["姓名", "身份证号", header], ["某"] * 3]), kind="household")
    assert extract.headers[2].field is None


def test_unknown_headers_name_the_nearest(write_csv, make_id):
    rows = [
        ["姓名", "身份证号", "死亡日期", "死者籍贯住址", "甲乙丙丁"],
        ["陈一", make_id(1), "2024", "x", "y"],
    ]
    extract = read_extract(write_csv(rows))
    assert extract.headers[3] == HeaderMatch(
        "表", "D", "死者籍贯住址", None, "未识别，最接近“死者住址”（address）"
    )
    assert extract.headers[4].why == "未识别"
    assert extract.table.column("other:死者籍贯住址").to_pylist() == ["x"]


def test_mapping_by_header_and_by_file(write_csv, make_id, tmp_path):
    path = write_csv([["姓名", "身份证号", "死亡日期", "火烧的日子"], ["陈一", make_id(1), "2024", "2024"]])
    mapping = {"火烧的日子": "cremation_date", "别处的列": "remark"}
    extract = read_extract(path, mapping=mapping)
    assert extract.kind is Kind.CREMATION
    assert extract.headers[3] == HeaderMatch("表", "D", "火烧的日子", "cremation_date", "对照表")
    assert extract.notes == ("对照表里的“别处的列”在本文件中没有",)
    toml = tmp_path / "对照.toml"
    toml.write_text('"火烧的日子" = "cremation_date"\n', encoding="utf-8")
    assert read_extract(path, mapping=toml).table.equals(extract.table)


def test_mapping_by_letter_serves_a_sheet_without_header(write_csv, make_id):
    path = write_csv([["陈一", make_id(1), "2024-01-02"], ["林二", make_id(2), "2024-01-03"]])
    with pytest.raises(InputError, match="没有找到表头") as error:
        read_extract(path)
    assert "陈一" not in str(error.value)
    mapping = {"A": "name", "B": "resident_id", "C": "death_date"}
    with pytest.raises(InputError, match="kind="):
        read_extract(path, mapping=mapping)
    extract = read_extract(path, kind="death", mapping=mapping)
    assert extract.table.column("row").to_pylist() == [1, 2]
    assert extract.table.column("death_date").to_pylist() == ["2024-01-02", "2024-01-03"]


def test_a_row_of_data_is_no_header_though_its_words_are_known(write_csv, make_id):
    path = write_csv([["陈一", make_id(1), "户主", "一卡通"], ["林二", make_id(2), "户主", "一卡通"]])
    with pytest.raises(InputError, match="没有找到表头"):
        read_extract(path)


def test_mapping_overrides_an_alias(write_csv, make_id):
    rows = [["姓名", "身份证号", "户主姓名", "救助类型"], ["陈一", make_id(1), "陈二", "低保"]]
    extract = read_extract(write_csv(rows), mapping={"户主姓名": "account_name"})
    assert extract.table.column("account_name").to_pylist() == ["陈二"]


@pytest.mark.parametrize("mapping", [{"姓名": "nmae"}, {"姓名": ""}, {"姓名": 3}, {"姓名": ["name"]}])
def test_mapping_to_no_field(write_csv, roster, mapping):
    with pytest.raises(UsageError, match="不存在"):
        read_extract(write_csv(roster), mapping=mapping)


def test_broken_mapping_file(write_csv, roster, tmp_path):
    toml = tmp_path / "m.toml"
    toml.write_text("姓名 = name", encoding="utf-8")
    with pytest.raises(InputError, match="TOML"):
        read_extract(write_csv(roster), mapping=toml)
    for text, key in (
        ('["列名"]\n"证号" = "resident_id"', "列名"),
        ('"证号" = ["resident_id"]', "证号"),
        ("a = 3", "a"),
    ):
        toml.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=f"“{key}”后面不是一个字段名"):
            read_extract(write_csv(roster), mapping=toml)
    with pytest.raises(InputError, match="打不开"):
        read_extract(write_csv(roster), mapping=tmp_path / "none.toml")


def test_of_two_columns_for_a_field_the_better_header_wins_unless_half_empty(write_csv, make_id):
    header = ["姓名", "身份证号", "手机号", "联系电话", "应发金额", "实发金额", "救助类型"]
    rows = [[f"陈{i}", make_id(i), "1", "2" if i == 0 else "", "300", "200", "低保"] for i in range(5)]
    extract = read_extract(write_csv([header, *rows]))
    assert extract.table.column("phone").to_pylist() == ["1"] * 5
    assert extract.table.column("amount").to_pylist() == ["200"] * 5
    assert reasons(extract)["应发金额"] == "与 F 列“实发金额”重复，未采用"
    assert extract.table.column("other:联系电话").to_pylist() == ["2", None, None, None, None]


def test_the_same_header_twice_loses_no_column(write_csv, make_id):
    rows = [["姓名", "身份证号", "死亡日期", "印象", "印象"], ["陈一", make_id(1), "2024", "a", "b"]]
    extract = read_extract(write_csv(rows))
    assert extract.table.column("other:印象").to_pylist() == ["a"]
    assert extract.table.column("other:印象 E").to_pylist() == ["b"]


def test_an_id_follows_the_name_at_its_left(write_csv, make_id):
    rows = [
        ["姓名", "身份证号", "户名", "身份证号", "账号", "发放金额"],
        ["陈一", make_id(1), "陈二", make_id(2), "62170000000001", "300"],
    ]
    extract = read_extract(write_csv(rows))
    assert extract.table.column("resident_id").to_pylist() == [make_id(1)]
    assert extract.table.column("holder_id").to_pylist() == [make_id(2)]
    assert extract.headers[3].why == "别名，随左边的“户名”"


def test_in_a_bank_file_the_id_is_the_holders(write_csv, make_id):
    rows = [
        ["户名", "身份证号", "账号", "金额", "回盘结果"],
        ["陈二", make_id(2), "62170000000001", "300", "成功"],
    ]
    extract = read_extract(write_csv(rows))
    assert extract.kind is Kind.PAYMENT
    assert fields(extract)["身份证号"] == "holder_id"
    assert extract.table.num_rows == 1


def test_in_a_list_of_households_the_head_is_the_person(write_csv, make_id):
    header = ["户主姓名", "身份证号码", "开户银行", "账户名称", "银行账号"]
    extract = read_extract(write_csv([header, ["陈一", make_id(1), "农商行", "陈一", "62170000000001"]]))
    assert fields(extract)["户主姓名"] == "name"
    assert fields(extract)["身份证号码"] == "resident_id"
    assert "按本人" in reasons(extract)["户主姓名"]


def test_in_a_cremation_register_the_contact_is_the_applicant(write_csv, make_id):
    rows = [
        ["姓名", "身份证号", "火化时间", "联系人", "联系人身份证号", "与死者关系", "联系电话"],
        ["陈一", make_id(1), "2024-01-02", "陈二", make_id(2), "父子", "0759"],
    ]
    extract = read_extract(write_csv(rows))
    assert fields(extract) == {
        "姓名": "name",
        "身份证号": "resident_id",
        "火化时间": "cremation_date",
        "联系人": "applicant_name",
        "联系人身份证号": "applicant_id",
        "与死者关系": "relation",
        "联系电话": "phone",
    }


def test_an_unknown_column_of_ids_is_found_by_its_contents(write_csv, make_id):
    rows = [
        ["姓名", "死亡日期", "甲乙"],
        *([f"陈{i}", "2024", make_id(i)] for i in range(9)),
        ["陈某", "2024", "无"],
    ]
    extract = read_extract(write_csv(rows))
    assert fields(extract)["甲乙"] == "resident_id"
    assert reasons(extract)["甲乙"] == "按内容：90% 的格子像身份证号"
    assert extract.table.column("resident_id_numeric").to_pylist() == [False] * 10


def test_two_unknown_columns_of_ids_are_left_to_the_caller(write_csv, make_id):
    rows = [["姓名", "死亡日期", "甲乙", "丙丁"], ["陈一", "2024", make_id(1), make_id(2)]]
    extract = read_extract(write_csv(rows))
    assert "resident_id" not in extract.table.column_names
    assert "请用对照表指明" in reasons(extract)["甲乙"]


def test_a_field_that_the_kind_has_not_stays_beside(write_csv, make_id):
    rows = [["姓名", "身份证号", "死亡日期", "银行账号"], ["陈一", make_id(1), "2024", "62170000000001"]]
    extract = read_extract(write_csv(rows))
    assert "account" not in extract.table.column_names
    assert extract.table.column("other:银行账号").to_pylist() == ["62170000000001"]
    assert reasons(extract)["银行账号"] == "死亡人口不用这一列"


@pytest.mark.parametrize("kind", list(Kind))
def test_our_own_names_are_known(tmp_path, kind):
    """What `Extract.to_pandas().to_csv()` writes is read again as it was."""
    fields = SCHEMAS[kind].fields
    path = tmp_path / "自己的.csv"
    path.write_text(",".join(fields) + "\n" + ",".join("李四" for _ in fields) + "\n", "utf-8")
    assert [match.field for match in read_extract(path, kind).headers] == list(fields)
