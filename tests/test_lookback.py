from aidlink.lookback import earlier_folders, earlier_registers
from aidlink.records import Kind

DEATHS = "姓名,公民身份号码,死亡日期\n陈秀妹,440823195003151238,2026-09-03\n"
ROSTER = "姓名,身份证号,救助类型,保障金额\n陈秀妹,440823195003151238,低保,500\n"


def town(tmp_path, **files):
    for name in ("2025-12", "2026-07", "2026-08", "202609", "2026年10月", "2026-11", "2026-09-结果", "其他"):
        (tmp_path / name).mkdir()
    for place, text in files.items():
        folder, name = place.split("/")
        (tmp_path / folder / name).write_text(text, "utf-8")
    return tmp_path / "2026年10月"


def test_three_months_before_and_no_other_folder(tmp_path):
    month = town(tmp_path)
    assert [folder.name for folder in earlier_folders(month)] == ["2026-07", "2026-08", "202609"]
    assert [folder.name for folder in earlier_folders(month, 1)] == ["202609"]
    assert [folder.name for folder in earlier_folders(tmp_path / "2026-07")] == []
    assert earlier_folders(tmp_path / "其他") == []


def test_months_count_across_the_new_year(tmp_path):
    for name in ("2025-10", "2025-11", "2025-12", "2026-01"):
        (tmp_path / name).mkdir()
    assert [folder.name for folder in earlier_folders(tmp_path / "2026-01", 2)] == ["2025-11", "2025-12"]


def test_only_registers_of_deaths_are_taken_and_names_stay_apart(tmp_path):
    month = town(
        tmp_path,
        **{
            "2026-08/死亡.csv": DEATHS,
            "2026-08/名册.csv": ROSTER,
            "202609/死亡.csv": DEATHS.replace("09-03", "09-04"),
            "202609/八月死亡.csv": DEATHS,
            "202609/坏.xlsx": "",
        },
    )
    extracts, unread = earlier_registers(earlier_folders(month), {"死亡.csv"})
    assert [extract.source for extract in extracts] == ["2026-08 死亡.csv", "八月死亡.csv", "202609 死亡.csv"]
    assert {extract.kind for extract in extracts} == {Kind.DEATH}
    assert [name for name, _ in unread] == ["202609/坏.xlsx"]
