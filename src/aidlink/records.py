"""The five kinds of record, and the fields each may carry.

A field's type says how it is standardised; the headers that offices write for it are in
`data/headers.toml`. "Row" is everywhere the number that the spreadsheet shows, first line = 1.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an extract is a list of."""

    BENEFICIARY = "beneficiary"
    DEATH = "death"
    CREMATION = "cremation"
    PAYMENT = "payment"
    HOUSEHOLD = "household"

    @property
    def label(self) -> str:
        """The kind as the office calls it."""
        return _LABELS[self]


class FieldType(StrEnum):
    """How a field's text is read."""

    TEXT = "text"
    NAME = "name"
    RESIDENT_ID = "resident_id"
    ACCOUNT = "account"
    DATE = "date"
    MONTH = "month"
    AGE = "age"
    SEX = "sex"
    MONEY = "money"
    COUNT = "count"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column of a record kind: its name, how it is read, and what an office calls it."""

    name: str
    type: FieldType
    label: str


_LABELS = {
    Kind.BENEFICIARY: "救助对象名册",
    Kind.DEATH: "死亡人口",
    Kind.CREMATION: "火化台账",
    Kind.PAYMENT: "发放明细",
    Kind.HOUSEHOLD: "户籍成员",
}

_T = FieldType
FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        # the person
        Field("name", _T.NAME, "姓名"),
        Field("resident_id", _T.RESIDENT_ID, "身份证号"),
        Field("sex", _T.SEX, "性别"),
        Field("birth_date", _T.DATE, "出生日期"),
        Field("age", _T.AGE, "年龄"),
        Field("village", _T.PLACE, "村"),
        Field("address", _T.TEXT, "住址"),
        Field("phone", _T.TEXT, "电话"),
        Field("remark", _T.TEXT, "备注"),
        Field("town", _T.TEXT, "乡镇"),
        # the household
        Field("household_id", _T.TEXT, "户编号"),
        Field("head_name", _T.NAME, "户主"),
        Field("head_id", _T.RESIDENT_ID, "户主身份证号"),
        Field("relation", _T.TEXT, "与户主（死者）关系"),
        Field("people", _T.COUNT, "保障人数"),
        Field("registration_status", _T.TEXT, "户籍状态"),  # 正常, 死亡注销, 迁出
        # the assistance
        Field("programme", _T.TEXT, "救助类型"),
        Field("care", _T.TEXT, "供养方式"),  # 集中, 分散
        Field("status", _T.TEXT, "状态"),  # 在享, 停发; 证件状态
        Field("approval_date", _T.DATE, "批准日期"),
        Field("start_date", _T.DATE, "开始日期"),
        Field("end_date", _T.DATE, "结束日期"),
        Field("visit_date", _T.DATE, "走访日期"),  # last visit or review
        Field("authorisation", _T.TEXT, "授权书"),
        Field("documents", _T.TEXT, "身份证/户口簿"),
        # the payment
        Field("amount", _T.MONEY, "金额"),
        Field("months", _T.COUNT, "发放月数"),
        Field("pay_month", _T.MONTH, "发放月份"),
        Field("pay_date", _T.DATE, "发放日期"),
        Field("withdraw_date", _T.DATE, "取款日期"),
        Field("bank", _T.TEXT, "开户银行"),
        Field("account_name", _T.NAME, "户名"),
        Field("account", _T.ACCOUNT, "账号"),
        Field("holder_id", _T.RESIDENT_ID, "户名身份证号"),
        Field("feedback", _T.TEXT, "反馈状态"),  # 成功, 失败, 退回
        # the death
        Field("death_date", _T.DATE, "死亡日期"),
        Field("cremation_date", _T.DATE, "火化日期"),
        Field("cancel_date", _T.DATE, "户籍注销日期"),
        Field("report_date", _T.DATE, "申报日期"),
        Field("death_place", _T.TEXT, "死亡地点"),
        Field("death_cause", _T.TEXT, "死亡原因"),
        Field("certificate", _T.TEXT, "证明编号"),
        Field("cancelled_certificate", _T.TEXT, "作废的原证号"),
        Field("applicant_name", _T.NAME, "申报人（家属）"),
        Field("applicant_id", _T.RESIDENT_ID, "申报人身份证号"),
    )
}

_PERSON = (
    "name", "resident_id", "sex", "birth_date", "age", "village", "address", "phone", "remark", "town",
)  # fmt: skip
_ACCOUNT = ("bank", "account_name", "account", "holder_id")
_CERTIFICATE = (
    "certificate", "cancelled_certificate", "status", "applicant_name", "applicant_id", "relation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one kind, and the groups of which a row must fill at least one each."""

    kind: Kind
    fields: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]


SCHEMAS: dict[Kind, Schema] = {
    Kind.BENEFICIARY: Schema(
        Kind.BENEFICIARY,
        (
            *_PERSON, "household_id", "head_name", "head_id", "relation", "people", "programme", "care",
            "status", "approval_date", "start_date", "end_date", "visit_date", "authorisation", "documents",
            "amount", *_ACCOUNT,
        ),
        (("name", "resident_id"),),
    ),
    Kind.DEATH: Schema(
        Kind.DEATH,
        (*_PERSON, "death_date", "cancel_date", "report_date", "death_place", "death_cause", *_CERTIFICATE),
        (("name", "resident_id"),),
    ),
    Kind.CREMATION: Schema(
        Kind.CREMATION,
        (
            *_PERSON, "cremation_date", "death_date", "report_date", "death_place", "death_cause",
            *_CERTIFICATE,
        ),
        (("name", "resident_id"),),
    ),
    Kind.PAYMENT: Schema(
        Kind.PAYMENT,
        (
            *_PERSON, "household_id", "head_name", "head_id", "relation", "people", "programme", "care",
            "pay_month", "pay_date", "withdraw_date", "months", "amount", "feedback", *_ACCOUNT,
        ),
        (("name", "resident_id", "account", "account_name"),),
    ),
    Kind.HOUSEHOLD: Schema(
        Kind.HOUSEHOLD,
        (*_PERSON, "household_id", "head_name", "head_id", "relation", "registration_status", "cancel_date"),
        (("name", "resident_id"),),
    ),
}  # fmt: skip
