"""What can be said about a resident ID: its status, and the reason in words a clerk can act on."""

from enum import IntEnum


class IdStatus(IntEnum):
    """What a number is good for; only VALID, DERIVED, PERMIT and FOREIGN are keys across registers."""

    MISSING = 0
    VALID = 1
    DERIVED = 2
    """A 15-digit number, upgraded: the source had no check character, so nothing vouches for its digits."""
    TRUNCATED = 3
    """The last three characters were lost to a spreadsheet; the first fifteen remain good evidence."""
    INVALID = 4
    PSEUDO = 5
    """Made by the assistance system for a person without a number; ends in N; means nothing elsewhere."""
    FOREIGN = 6
    PERMIT = 7
    """A residence permit for people of Hong Kong, Macao or Taiwan (810000, 820000, 830000)."""

    @property
    def label(self) -> str:
        """The status in a few characters, for charts and legends."""
        return _LABELS[self]


class IdReason(IntEnum):
    """Why a number has its status; `sentence` says it in Chinese, with the remedy where there is one."""

    BLANK = 0
    OK = 1
    PLACEHOLDER = 2
    UPGRADED = 3
    CENTENARIAN = 4
    EXCEL_TRUNCATED = 5
    NUMERIC_CELL = 6
    SCIENTIFIC = 7
    CHECK_DIGIT = 8
    LENGTH = 9
    CHARACTERS = 10
    IMPOSSIBLE_DATE = 11
    FUTURE_DATE = 12
    MASKED = 13
    SEVERAL = 14
    SYSTEM_MADE = 15
    FOREIGN_CARD = 16
    OLD_FOREIGN_CARD = 17
    RESIDENCE_PERMIT = 18

    @property
    def sentence(self) -> str:
        """The reason as a clerk would say it."""
        return _SENTENCES[self]


_LABELS = {
    IdStatus.MISSING: "未填",
    IdStatus.VALID: "有效",
    IdStatus.DERIVED: "15位旧号",
    IdStatus.TRUNCATED: "末位丢失",
    IdStatus.INVALID: "有误",
    IdStatus.PSEUDO: "临时号",
    IdStatus.FOREIGN: "外国人证件",
    IdStatus.PERMIT: "港澳台居住证",
}
_SENTENCES = {
    IdReason.BLANK: "未填身份证号",
    IdReason.OK: "号码正确",
    IdReason.PLACEHOLDER: "填的不是号码（如“无”或同一数字重复），请补填身份证号",
    IdReason.UPGRADED: "15位旧号，已按规则升为18位；旧号没有校验码，请核对新证",
    IdReason.CENTENARIAN: "15位旧号，顺序码996至999表示百岁老人，按18××年出生升位，请核对",
    IdReason.EXCEL_TRUNCATED: "末三位被表格软件变成000，前15位可用；请把该列设为文本格式后重新填写",
    IdReason.NUMERIC_CELL: "单元格存成了数字，末几位可能已改变，不能当作原号；请把该列设为文本格式后重新导出",
    IdReason.SCIENTIFIC: "号码变成了科学计数法，末几位已丢失；请把该列设为文本格式后重新导出",
    IdReason.CHECK_DIGIT: "校验码不符，号码中有录入错误，请对照证件核实",
    IdReason.LENGTH: "位数不对，应为18位（旧号15位），请补正",
    IdReason.CHARACTERS: "含有号码中不应有的字符，请对照证件改正",
    IdReason.IMPOSSIBLE_DATE: "第7至14位不是真实的出生日期，请对照证件核实",
    IdReason.FUTURE_DATE: "出生日期晚于数据日期，请对照证件核实",
    IdReason.MASKED: "号码被遮盖，无法比对；请提供完整号码",
    IdReason.SEVERAL: "一格内有多个号码，请每格只填一个",
    IdReason.SYSTEM_MADE: "系统为无证人员编的临时号（末位N），不能与其他部门数据比对；请补办后更新",
    IdReason.FOREIGN_CARD: "外国人永久居留身份证号码",
    IdReason.OLD_FOREIGN_CARD: "外国人永久居留证旧号（3个字母加12位数字），未含校验，请核对新证",
    IdReason.RESIDENCE_PERMIT: "港澳台居民居住证号码",
}
