import base64
import hashlib
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from aidlink import run_month
from aidlink.findings.frame import FindingKind, Person
from aidlink.findings.frame import Source as Spoken
from aidlink.records import Kind
from aidlink.reports.month import Month

HOSTILE = "<img src=x onerror=\"document.title='gone'\">'&</script><script>alert(1)</script>\u202e\u2028末"
IN_KIND = {kind: len(kind.grades) for kind in FindingKind}


def ids(page):
    return page.locator("#list .id").all_inner_texts()


def number_shown(page):
    return int(re.match(r"共 ([\d,]+) 条", page.inner_text("#shown"))[1].replace(",", ""))


def settle(page, **asked):
    """Wait until the address says what is asked for; gives the part after the #."""
    for name, value in asked.items():
        page.wait_for_url(
            lambda url, name=name, value=value: parse_qs(urlsplit(url).fragment).get(name) == [value]
        )
    return page.url.partition("#")[2]


@pytest.fixture
def forty(many):
    return many(54)


def test_the_overview_counts_what_was_found(forty, written, visit):
    page = visit(written(forty))
    tiles = page.locator(".tile").all_inner_texts()
    rows = forty.findings.to_pylist()
    found = Counter(row["kind"] for row in rows)
    assert "54 条" in tiles[0]
    for kind, tile in zip(FindingKind, tiles[1:5], strict=True):
        assert tile.splitlines()[:2] == [kind.label, f"{found[kind]} 条"]
    assert f"{sum(row['cents'] or 0 for row in rows) // 100:,}元" in tiles[5]
    assert "采用 108 行，未采用 0 行" in tiles[6]
    bars = page.locator(".chart").nth(0).locator(".bar").all_inner_texts()
    assert sum(int(text.split()[-1]) for text in bars) == 54
    assert "疑似" in page.inner_text(".advice")
    assert "不是结论" in page.inner_text(".advice")


def test_the_gravest_come_first_and_then_the_most_money(forty, written, visit):
    page = visit(written(forty))
    rank = {
        (kind, grade): (at, place)
        for at, kind in enumerate(FindingKind)
        for place, grade in enumerate(kind.grades)
    }
    rows = sorted(
        forty.findings.to_pylist(),
        key=lambda row: (*rank[row["kind"], row["grade"]], -(row["cents"] or 0), row["finding_id"]),
    )
    assert ids(page)[:40] == [row["finding_id"] for row in rows][:40]


def test_filters_choose_and_count(forty, written, visit):
    page = visit(written(forty))
    rows = forty.findings.to_pylist()
    page.click("#kinds >> text=户名不一致")
    accounts = [row for row in rows if row["kind"] == "account_name_mismatch"]
    assert number_shown(page) == len(accounts) == len(ids(page))
    village = next(row["village"] for row in accounts if row["village"]).removesuffix("村委会")
    page.select_option("#village", village)
    there = [row for row in accounts if row["village"] == f"{village}村委会"]
    assert sorted(ids(page)) == sorted(row["finding_id"] for row in there)
    # Each filter's own counts say what it would give beside the others.
    assert f"户名不一致 {len(there)}" in page.inner_text("#kinds")
    assert f"全部 {sum(row['village'] == f'{village}村委会' for row in rows)}" in page.inner_text("#kinds")
    page.click("#clear")
    page.fill("#text", "陈*7 440823")
    assert ids(page) == [row["finding_id"] for row in rows if row["people"][0]["name"] == "陈*7"]
    page.fill("#text", "没有这样的字")
    assert page.inner_text("#list").startswith("没有符合条件的线索")
    page.keyboard.press("Escape")
    assert number_shown(page) == 54
    grade = page.locator("#grade option", has_text="C级").get_attribute("value")
    page.select_option("#grade", grade)
    assert number_shown(page) == sum((row["kind"], row["grade"]) == ("suspected_death", "C") for row in rows)


def test_a_bar_of_a_chart_asks_for_its_clues(forty, written, visit):
    page = visit(written(forty))
    bar = page.locator(".chart").nth(1).locator("button").first
    name, number = bar.inner_text().split()
    bar.click()
    assert number_shown(page) == int(number)
    assert set(page.locator("#list .village").all_inner_texts()) == {name}


def test_the_address_keeps_the_state(forty, written, visit):
    path = written(forty)
    page = visit(path)
    page.click("#kinds >> text=重复发放")
    page.fill("#text", "第1")
    page.select_option("#sort", "money")
    page.locator("#list .head").nth(1).click()
    wanted = ids(page)
    kept = settle(page, text="第1", sort="money", open=wanted[1])
    again = visit(path, f"#{kept}")
    assert ids(again) == wanted
    assert again.locator(".clue.open .id").all_inner_texts() == [wanted[1]]
    again.evaluate("location.hash = 'kind=0'")
    again.locator("#kinds .kind-0[aria-pressed=true]").wait_for(state="attached")
    assert number_shown(again) == Counter(forty.findings["kind"].to_pylist())["suspected_death"]
    assert parse_qs(urlsplit(again.url).fragment)["kind"] == ["0"]


def test_nonsense_in_the_address_is_passed_over(forty, written, visit):
    page = visit(written(forty), "#kind=9&grade=-1&sort=x&open=D-NONE&<b>")
    assert number_shown(page) == 54


def test_hostile_texts_are_texts(tools, written, visit):
    roster = tools.listed(
        HOSTILE + ".xlsx", Kind.BENEFICIARY, [{"village": HOSTILE, "programme": HOSTILE}], [HOSTILE]
    )
    one = tools.finding(
        0,
        village=HOSTILE,
        reason=HOSTILE,
        people=(Person(HOSTILE, HOSTILE, HOSTILE),),
        evidence=(HOSTILE,),
        check=HOSTILE,
        sources=(Spoken(HOSTILE, HOSTILE + ".xlsx", "Sheet1", 2), Spoken("名册", "无.xlsx", HOSTILE, 3)),
    )
    path = written(Month(tools.today, [roster], tools.table([one]), [(HOSTILE, HOSTILE)]))
    page = visit(path)
    page.locator("#list .head").click()
    page.click("#lists summary")
    for place in (".reason", ".who", ".detail", ".sides", "#lists table"):
        assert HOSTILE.replace("\u2028", " ") in page.locator(place).first.text_content().replace(
            "\u2028", " "
        )
    assert "<imgsrc=xonerror=" in page.inner_text("#charts")  # blanks are none of a village's name
    assert page.locator("img, #list script, #lists script, iframe").count() == 0
    assert page.title() == "社会救助核查线索 2026年10月"
    raw = path.read_text("utf-8")
    assert raw.count("<script") == raw.count("</script") == 2
    assert "<img" not in raw
    assert page.locator(".who").evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"


def test_numbers_in_names_of_files_and_villages_are_masked(tools, written):
    number = "440823195003151238"
    name = f"{number}.xlsx"
    row = dict.fromkeys(
        ("village", "programme", "status", "relation", "feedback"), f"x{number[:6]} {number[6:]}"
    )
    roster = tools.listed(name, Kind.BENEFICIARY, [row | {"name": number}], [number])
    one = tools.finding(0, village=number, sources=(Spoken("名册", name, "Sheet1", 2),))
    raw = written(Month(tools.today, [roster], tools.table([one]), [(number, "不是表格文件")])).read_text(
        "utf-8"
    )
    assert number not in raw.replace(" ", "")
    assert "440823********1238.xlsx" in raw


def test_nothing_comes_from_elsewhere_and_only_our_own_parts_run(forty, written):
    raw = written(forty).read_text("utf-8")
    assert not re.search(r"https?:|//[a-z]|\bsrc=|\burl\(|@import|<link|<iframe", raw)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', raw)[1]
    parts = re.search(r"<style>(.*?)</style>.*<script>(.*?)</script>", raw, re.DOTALL)
    style, script = (
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts.groups()
    )
    assert policy.split("; ") == [
        "default-src 'none'", f"script-src 'sha256-{script}'", f"style-src 'sha256-{style}'",
        "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert "innerHTML" not in raw


def test_the_records_stand_side_by_side(tools, written, visit):
    known = {
        "name_text": "陈秀妹",
        "resident_id": "440823195003151238",
        "resident_id_code": 9,
        "birth_ymd": 19500315,
    }
    rows = [
        known | {"village": "石角村", "village_code": 5, "name_unknown": 0},
        known | {"name_text": "陈修妹", "village": "石角村委会", "village_code": 5, "birth_ymd": 19500316},
        known | {"name_text": "陈?妹", "name_unknown": 2, "village": "南边", "village_code": 6},
    ]
    lists = [tools.listed("名册.xlsx", Kind.BENEFICIARY, rows)]
    places = tuple(Spoken("名册", "名册.xlsx", "Sheet1", row) for row in (2, 3, 4, 99))
    page = visit(written(Month(tools.today, lists, tools.table([tools.finding(0, sources=places)]))))
    page.locator("#list .head").click()
    table = {
        row[0]: row[1:]
        for row in page.locator(".sides tr").evaluate_all(
            "r => r.map(x => [...x.cells].map(c => c.innerText.trim()))"
        )
    }
    assert table["姓名"] == ["陈*妹", "≠陈*妹\n没有显示的部分不同", "陈*妹\n有字看不清，不作比较", ""]
    assert table["身份证号"] == ["440823********1238", *["＝440823********1238"] * 2, ""]
    assert table["出生"] == ["1950年", "≠1950年\n没有显示的部分不同", "＝1950年", ""]
    assert table["村（社区）"] == ["石角村", "＝石角村委会", "≠南边", ""]
    assert [head.splitlines()[1] for head in table["并列对照"]] == [
        f"名册.xlsx“Sheet1”第{row}行" for row in (2, 3, 4, 99)
    ]


def test_the_record_in_question_comes_first(tools, written, visit):
    roster = tools.listed(
        "名册.xlsx", Kind.BENEFICIARY, [{"amount_cents": 100 * at + at % 2} for at in range(9)]
    )
    places = tuple(Spoken(f"第{row}", "名册.xlsx", "Sheet1", row) for row in (2, 5, 3, 7))
    one = tools.finding(5, sources=places)  # in question, and raised by, the roster's row 7
    page = visit(written(Month(tools.today, [roster], tools.table([one]))))
    page.locator("#list .head").click()
    heads = page.locator(".sides thead .data:not(.place)").all_inner_texts()
    assert heads == ["第7", "第2", "第5", "第3"]
    amounts = page.locator(".sides tbody tr", has_text="金额").locator("td").all_inner_texts()
    assert amounts == ["5.01元", "0元", "3.01元", "1.01元"]


def test_each_list_gives_its_own_records(tools, written, visit):
    lists = [
        tools.listed(
            "名册.xlsx", Kind.BENEFICIARY, [{"name_text": f"陈{at}甲", "programme": "低保"} for at in "123"]
        ),
        tools.listed("死亡.csv", Kind.DEATH, [{"name_text": f"李{at}乙"} for at in "123"]),
        # A file of two kinds is two lists.
        tools.listed("名册.xlsx", Kind.PAYMENT, [{"name_text": f"王{at}丁"} for at in "123"], sheet="发放"),
    ]
    earlier = [tools.listed("死亡九月.csv", Kind.DEATH, [{"name_text": f"黄{at}丙"} for at in "123"])]
    places = [("名册.xlsx", 4), ("死亡九月.csv", 2), ("死亡.csv", 3), ("名册.xlsx", 2), ("没有.csv", 2)]
    spoken = [Spoken(name, name, "Sheet1", row) for name, row in places]
    one = tools.finding(9, sources=(*spoken, Spoken("发放", "名册.xlsx", "发放", 3)))
    page = visit(written(Month(tools.today, lists, tools.table([one]), earlier=earlier)))
    page.locator("#list .head").click()
    rows = page.locator(".sides tbody tr")
    names = rows.filter(has_text="姓名").locator("td .data").all_inner_texts()
    assert names == ["陈*甲", "黄*丙", "李*乙", "陈*甲", "王*丁"]
    assert rows.filter(has_text="救助类型").locator("td").all_inner_texts() == [
        "低保",
        "",
        "",
        "低保",
        "",
        "",
    ]
    used = page.locator("#tiles .tile").last.inner_text()
    assert "采用 9 行" in used  # the month's own


def test_a_month_shows_nobody_in_full(month, tmp_path, visit):
    out = tmp_path / "out"
    result = run_month(month, out)
    raw = result.page.read_text("utf-8")
    data = raw.partition('id="data">')[2].partition("</script>")[0]
    assert not re.search(r"\d{15}", data)
    for secret in ("陈秀妹", "李建国", "黄大海", "王小明", "621700", "19500315", "1950-03-15", "0315"):
        assert secret not in data
    page = visit(result.page)
    assert number_shown(page) == sum(result.counts.values())
    page.click("#unfold")
    shown = page.inner_text("#list")
    assert "陈*妹" in shown
    assert "****0003" in shown
    assert "救助对象名册.xlsx" in shown
    assert result.manifest["outputs"]["report.html"] == hashlib.sha256(raw.encode()).hexdigest()


def test_print_shows_all_that_is_asked_for_and_nothing_to_press(many, written, visit):
    month = many(300)
    page = visit(written(month))
    page.click("#kinds >> text=户名不一致")
    wanted = Counter(month.findings["kind"].to_pylist())["account_name_mismatch"]
    assert len(ids(page)) < wanted
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(ids(page)) == wanted
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert 4 <= len(boxes) <= 20
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {(595, 842)}  # A4
    page.emulate_media(media="print")
    for hidden in ("#filters", "#keys", "#lists", "#overview"):
        assert not page.locator(hidden).is_visible()
    assert page.inner_text("#chosen") == "筛选条件：类别：户名不一致"
    assert page.locator(".advice").is_visible()


def test_the_keyboard_is_enough(forty, written, visit):
    page = visit(written(forty))
    page.keyboard.press("/")
    page.keyboard.type("陈*1")
    found = ids(page)
    assert number_shown(page) == len(found) > 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".clue.open .id").all_inner_texts() == [found[1]]
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.keyboard.press("Space")
    assert page.locator(".clue.open").count() == 0
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_arrows_reach_beyond_what_is_drawn(many, written, visit):
    page = visit(written(many(100)), viewport={"width": 800, "height": 600})
    page.locator("#list .head").first.focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    assert (
        page.evaluate("[...document.querySelectorAll('#list .head')].indexOf(document.activeElement)") == 60
    )


def test_five_thousand_stay_quick(many, written, visit):
    """A filter costs little beside reading the page's own data: a slow machine is slow for both."""
    page = visit(written(many(5000)))
    assert number_shown(page) == 5000
    assert page.locator("#list *").count() < 1000
    cost = page.evaluate(
        """() => {
        const least = (work) => {  // what others on the machine take comes on top
            const times = Array.from({ length: 9 }, () => {
                const begun = performance.now(); work(); return performance.now() - begun;
            });
            return Math.min(...times);
        };
        const box = document.getElementById("text");
        const type = (text) => { box.value = text; box.dispatchEvent(new Event("input")); };
        const text = document.getElementById("data").textContent;
        return {
            read: least(() => JSON.parse(text)),
            find: least(() => { type("陈*4"); type("第3"); type(""); }) / 3,
        };
    }"""
    )
    assert cost["find"] < 15 * cost["read"] + 10, cost
    page.mouse.wheel(0, 100_000)
    page.locator(".clue").nth(40).wait_for(state="attached")
    assert page.locator(".clue").count() <= 400


def test_a_narrow_screen_needs_no_sideways_scrolling(forty, written, visit):
    page = visit(written(forty), viewport={"width": 390, "height": 844})
    page.locator("#list .head").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_month_without_findings_says_so(tools, written, visit):
    page = visit(written(Month(tools.today, [], tools.table([]), quiet=3)))
    assert page.inner_text("#list") == "本月没有发现线索。"
    assert "另有 3 条以前已核实销号" in page.inner_text("#tiles")
