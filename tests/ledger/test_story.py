"""Months, answers, re-runs, edited sheets and crashes in any order, on both databases."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aidlink.errors import InputError
from aidlink.ledger import Ledger
from aidlink.review import review

KEYS = ("a", "b", "c", "d")
VILLAGE = {"a": "石角", "b": "石角", "c": "南山", "d": "南山"}
LINES = (
    "死亡人口登记：死亡日期2026年9月3日",
    "火化台账：火化日期2026年9月5日",
    "户籍册：户籍注销日期2026年9月9日",
)
# Which clues a month finds, each with the evidence that speaks for it.
A_MONTH = st.dictionaries(st.sampled_from(KEYS), st.frozensets(st.sampled_from(LINES), min_size=1))
ANSWERS = st.lists(st.sampled_from(["不属实", "属实", "无法核实", None]), min_size=4, max_size=4)

SELDOM = st.integers(0, 4).map(lambda number: number == 4)


def month_end(number):
    year, month = divmod(2026 * 12 + 9 + number, 12)
    return dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(1)


class Story(RuleBasedStateMachine):
    """Holds a ledger against what was done to it."""

    @initialize()
    def begin(self):
        self.place, self.ledger = self.new_place(), None
        self.ledger = Ledger(self.place)
        self.number, self.found_last = 0, {}
        self.known, self.given, self.sheets = {}, [], []
        self.last, self.shown = {}, {}
        self.told, self.count = [], 0

    def key_of(self, finding_id):
        return next(key for key in KEYS if self.id_of(key) == finding_id)

    def id_of(self, key):
        return self.table([self.finding(key)])["finding_id"][0].as_py()

    def table_of(self, found):
        made = [self.finding(key, village=VILLAGE[key], lines=sorted(found[key])) for key in sorted(found)]
        return self.table(made)

    def status(self):
        clues = self.ledger.clues()
        return {self.key_of(row.finding_id): row.status for row in clues.itertuples()}

    def take(self, found, number):
        before = self.status()
        self.ledger.record(self.table_of(found), month_end(number))
        for key, lines in found.items():
            self.known.setdefault(key, {})[number] = set(lines)
        for key, months in self.known.items():
            if key not in found:
                months.pop(number, None)
        self.number, self.found_last = number, found
        after = self.status()
        for key in before:
            if before[key] == "cleared" and after[key] != "cleared":
                self.see_that_something_is_new(key, found)
        for key in found.keys() - before.keys():
            assert after[key] == "new"
        clues = self.ledger.clues()
        true = {self.key_of(name) for name in clues.loc[clues["answer"] == "属实", "finding_id"]}
        for key in true:  # put right once it is found no more, and not before
            assert (after[key] == "cleared") == (key not in found)
        self.keep_sheets()

    def see_that_something_is_new(self, key, found):
        answer, answered = self.last[key][1], self.shown[key]
        assert key in found
        assert answer == "属实" or set(found[key]) - answered

    def keep_sheets(self):
        self.count += 1
        sheets = self.issue(self.folder / f"{id(self)}-{self.count}", self.ledger, month_end(self.number))
        # What each clue's sheet can have told: all that was found until then.
        told = {key: set().union(*months.values()) for key, months in self.known.items()}
        self.sheets.append((self.number, sheets, told))
        clues = self.ledger.clues()
        waiting = clues[(clues["status"] != "cleared") & (clues["answer"] != "属实")]
        assert set(sheets) == set(waiting["village"])

    @rule(found=A_MONTH, ahead=st.integers(0, 2))
    def a_month(self, found, ahead):
        self.take(found, self.number + ahead if self.sheets else self.number)

    @precondition(lambda self: self.sheets)
    @rule()
    def the_same_month_again(self):
        before = self.dump(self.place)
        self.ledger.record(self.table_of(self.found_last), month_end(self.number))
        assert self.dump(self.place) == before

    @precondition(lambda self: self.sheets and self.number)
    @rule(found=A_MONTH, back=st.integers(1, 9))
    def an_earlier_month(self, found, back):
        before = self.dump(self.place)
        with pytest.raises(InputError, match="不能再记"):
            self.ledger.record(self.table_of(found), month_end(self.number - min(back, self.number)))
        assert self.dump(self.place) == before

    @precondition(lambda self: self.sheets)
    @rule(found=A_MONTH, ahead=st.integers(0, 1), at=st.integers(1, 14))
    def a_crash_in_a_month(self, found, ahead, at):
        before = self.dump(self.place)
        with self.killed_at(at) as end:
            self.ledger.record(self.table_of(found), month_end(self.number + ahead))
        assert not end.killed or self.dump(self.place) == before
        self.take(found, self.number + ahead)  # what was begun can be done again

    @precondition(lambda self: self.sheets)
    @rule(answers=ANSWERS, data=st.data(), edited=SELDOM, late=SELDOM)
    def sheets_come_back(self, answers, data, edited, late):
        number, sheets, told = data.draw(st.sampled_from(self.sheets)) if late else self.sheets[-1]
        self.count += 1
        filled, given = [], {}
        for village, path in sheets.items():
            copy = path.with_name(f"{village}-{self.count}.xlsx")
            given |= self.fill_one(path, copy, dict(zip(KEYS, answers, strict=True)), number)
            filled.append(copy)
        if not given:
            return
        bad = None
        if edited:
            bad = self.edit_a_row(filled, data)
            before = self.dump(self.place)
            result = review(bad, self.ledger)
            assert result.applied == 0
            assert result.problems
            assert self.dump(self.place) == before
            # The other village's sheet is taken in beside it, as if it had come alone.
            given = {key: each for key, each in given.items() if VILLAGE[key] != bad.stem.split("-")[0]}
        before = self.dump(self.place)
        at = data.draw(st.integers(0, 12))
        if at and self.crashes(filled, at):
            assert self.dump(self.place) == before
        result = review(filled, self.ledger)
        stale = {VILLAGE[key] for key in given if key in self.last and self.last[key][0] > number}
        refused = {name.split("-")[0] for name in result.refused}
        assert refused == stale | ({bad.stem.split("-")[0]} if bad else set())
        given = {key: each for key, each in given.items() if VILLAGE[key] not in stale}
        for key, (answer, day) in given.items():
            self.given.append((self.id_of(key), answer, day))
            self.last[key] = (number, answer)
            self.shown[key] = self.shown.get(key, set()) | told[key]
        again = self.dump(self.place)
        assert review(filled, self.ledger).applied == 0
        assert self.dump(self.place) == again

    def crashes(self, filled, at):
        with self.killed_at(at) as end:
            review(filled, self.ledger)
        return end.killed

    def fill_one(self, path, copy, answers, number):
        """Fill a sheet in; its rows come back in the other order, those not answered deleted."""
        book = openpyxl.load_workbook(path)
        sheet = book.active
        head = {cell.value: cell.column for cell in sheet[5]}
        given = {}
        for row in range(sheet.max_row, 5, -1):
            key = self.key_of(sheet.cell(row, head["编号"]).value)
            if answers[key] is None:
                sheet.delete_rows(row)
                continue
            day = month_end(number) + dt.timedelta(self.count)  # later than any before on this sheet
            told = {"核查结果": answers[key], "原因说明": "已核", "核查人": "李四", "核查日期": day}
            for name, value in told.items():
                sheet.cell(row, head[name]).value = value
            given[key] = (answers[key], day)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
        for row, values in enumerate(reversed(rows), start=6):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column).value = value
        book.save(copy)
        return given

    def edit_a_row(self, paths, data):
        path = data.draw(
            st.sampled_from([path for path in paths if openpyxl.load_workbook(path).active.max_row > 5])
        )
        book = openpyxl.load_workbook(path)
        sheet = book.active
        head = {cell.value: cell.column for cell in sheet[5]}
        what = data.draw(
            st.sampled_from(["编号", "姓名", "身份证号", "核对码", "核查结果", "核查人", "核查日期"])
        )
        sheet.cell(6, head[what]).value = None if what.startswith("核查") else "X"
        book.save(path)
        return path

    @invariant()
    def no_clue_is_lost(self):
        if not getattr(self, "sheets", None):
            return
        now = self.status()
        assert set(now) == set(self.known)
        for key, status in now.items():
            if status == "cleared":
                assert self.last[key][1] in {"属实", "不属实"}

    @invariant()
    def no_answer_is_lost(self):
        if not getattr(self, "sheets", None):
            return
        held = [(row.finding_id, row.answer, row.checked_on) for row in self.ledger.answers().itertuples()]
        assert sorted(held) == sorted(self.given)

    @invariant()
    def history_is_only_added_to(self):
        if not getattr(self, "sheets", None):
            return
        told = [tuple(row) for row in self.ledger.history().itertuples(index=False)]
        assert told[: len(self.told)] == self.told
        self.told = told


# A process that is not cleaned up after leaves its connection to the collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
def test_any_story(new_place, tmp_path, finding, table, issue, dump, killed_at):
    kept = {
        "new_place": staticmethod(new_place),
        "finding": staticmethod(finding),
        "table": staticmethod(table),
        "issue": staticmethod(issue),
        "dump": staticmethod(dump),
        "killed_at": staticmethod(killed_at),
        "folder": tmp_path,
    }
    machine = type("Story", (Story,), kept)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10 if "://" in new_place() else 25,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
