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
    """One canonical column of a record kind."""

    name: str
    type: FieldType


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
        Field("name", _T.NAME),
        Field("resident_id", _T.RESIDENT_ID),
        Field("sex", _T.SEX),
        Field("birth_date", _T.DATE),
        Field("age", _T.AGE),
        Field("village", _T.PLACE),
        Field("address", _T.TEXT),
        Field("phone", _T.TEXT),
        Field("remark", _T.TEXT),
        Field("town", _T.TEXT),
        # the household
        Field("household_id", _T.TEXT),
        Field("head_name", _T.NAME),
        Field("head_id", _T.RESIDENT_ID),
        Field("relation", _T.TEXT),  # to the head of household; to the deceased in a cremation row
        Field("people", _T.COUNT),
        Field("registration_status", _T.TEXT),  # 户籍状态: 正常, 死亡注销, 迁出
        # the assistance
        Field("programme", _T.TEXT),  # 救助类型
        Field("care", _T.TEXT),  # 供养方式: 集中, 分散
        Field("status", _T.TEXT),  # 在享, 停发; 证件状态
        Field("approval_date", _T.DATE),
        Field("start_date", _T.DATE),
        Field("end_date", _T.DATE),
        Field("visit_date", _T.DATE),  # last visit or review
        Field("authorisation", _T.TEXT),  # 授权书
        Field("documents", _T.TEXT),  # 身份证/户口簿
        # the payment
        Field("amount", _T.MONEY),
        Field("months", _T.COUNT),  # 发放月数
        Field("pay_month", _T.MONTH),
        Field("pay_date", _T.DATE),
        Field("withdraw_date", _T.DATE),
        Field("bank", _T.TEXT),
        Field("account_name", _T.NAME),
        Field("account", _T.ACCOUNT),
        Field("holder_id", _T.RESIDENT_ID),
        Field("feedback", _T.TEXT),  # 反馈状态: 成功, 失败, 退回
        # the death
        Field("death_date", _T.DATE),
        Field("cremation_date", _T.DATE),
        Field("cancel_date", _T.DATE),  # 户籍注销日期
        Field("report_date", _T.DATE),
        Field("death_place", _T.TEXT),
        Field("death_cause", _T.TEXT),
        Field("certificate", _T.TEXT),
        Field("cancelled_certificate", _T.TEXT),  # 作废/补发的原证号
        Field("applicant_name", _T.NAME),  # 申报人, 家属, 经办人
        Field("applicant_id", _T.RESIDENT_ID),
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
