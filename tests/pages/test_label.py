import re

import pytest

from aidlink import label_page, link, read_labels

DATA = re.compile(r'id="data">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def links():
    import pandas as pd  # noqa: PLC0415 - only where there is a browser

    def frame(sheet, names):
        number = [f"44082319{30 + at}0{1 + at % 9}1500{at:02d}" for at in range(len(names))]
        row = range(2, 2 + len(names))
        return pd.DataFrame({"sheet": sheet, "row": row, "姓名": names, "身份证号": number, "村": "石角村"})

    lefts = ["陈秀妹", "李建国", "黄大海", "王小明", "周文华", "吴丽珍"]
    rights = ["陈秀梅", "李建国", "黄大河", "王小明", "周文华", "吴丽珍"]
    return link(frame("<b>名册", lefts), frame("=死亡", rights), model="priors")


@pytest.fixture
def labelling(links, tmp_path):
    path = tmp_path / "标注.html"
    shown = label_page(links, path, pairs=6, names=("名册.xlsx", "死亡.csv"))
    return path, shown


def title(page):
    return page.inner_text("#title")


def save(page, path):
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(path)
    return read_labels(path)


def test_labels_by_key_come_back_as_said(labelling, visit, tmp_path):
    path, shown = labelling
    page = visit(path)
    for key in "132":
        page.keyboard.press(key)
    assert title(page) == "第 4 对（共 6 对）"
    assert "已标 3 对，还剩 3 对" in page.inner_text("#done")
    page.click("#save")
    assert page.inner_text("#told") == "请先填写标注人，再保存。"
    assert page.evaluate("document.activeElement.id") == "who"
    page.keyboard.type('=李"四1')  # digits in a name are no answers
    labels = save(page, tmp_path / "a.csv")
    assert labels.problems == ()
    frame = labels.to_pandas()
    assert frame["answer"].tolist() == ["同一人", "无法判断", "不是同一人"]
    assert frame["left_row"].tolist() == shown["left_row"].tolist()[:3]
    assert frame["right_row"].tolist() == shown["right_row"].tolist()[:3]
    assert frame["right_sheet"].unique().tolist() == ["=死亡"]
    assert (tmp_path / "a.csv").read_text("utf-8-sig").count("'=") == 6  # never a formula
    assert len(labels.truth()) == 2


def test_progress_is_kept_and_answers_can_be_changed(labelling, visit, tmp_path):
    path, _ = labelling
    page = visit(path)
    page.fill("#who", "李四")
    page.click("text=不是同一人")
    page.keyboard.press("1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert title(page).startswith("第 1 对")
    assert page.locator("[data-answer='2']").get_attribute("aria-pressed") == "true"
    page.keyboard.press("3")  # on to the next one without an answer
    assert title(page).startswith("第 3 对")
    again = page.context.new_page()
    again.goto(path.as_uri())
    assert title(again).startswith("第 3 对")
    assert again.input_value("#who") == "李四"
    assert save(again, tmp_path / "a.csv").to_pandas()["answer"].tolist() == ["无法判断", "同一人"]


def test_all_done_is_said(labelling, visit):
    page = visit(labelling[0])
    for _ in range(6):
        page.keyboard.press("1")
    assert page.inner_text("#told") == "全部标完了，请按“保存答案”。"
    assert page.evaluate("document.getElementById('progress').value") == 6


def test_two_records_side_by_side_masked_and_marked(labelling, visit):
    path, shown = labelling
    page = visit(path)
    for at in shown.index[shown["left_row"].eq(2) & shown["right_row"].eq(2)]:
        for _ in range(at):
            page.keyboard.press("ArrowRight")
    rows = page.locator("#fields tr").evaluate_all("r => r.map(x => [...x.cells].map(c => c.innerText))")
    fields = {label: (left, right) for label, left, right in rows}
    assert fields["姓名"] == ("陈*妹", "陈*梅")
    assert fields["身份证号"] == ("440823********0000",) * 2
    assert page.locator("#fields tr", has_text="姓名").locator("i.alike").all_inner_texts() == ["妹", "梅"]
    assert "“<b>名册”第2行" in page.inner_text("#left")
    data = DATA.search(path.read_text("utf-8"))[1]
    assert not re.search(r"\d{15}|陈秀妹|李建国|probability|weight", data)
    assert "<b>" not in data


def test_a_narrow_screen_needs_no_sideways_scrolling(labelling, visit):
    page = visit(labelling[0], viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
