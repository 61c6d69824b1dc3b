from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from aidlink.errors import UsageError
from aidlink.identity import (
    IdReason,
    IdStatus,
    check_character,
    county_name,
    format_resident_id,
    parse_resident_id,
    parse_resident_ids,
    repair_candidates,
)

AS_OF = date(2026, 10, 31)
KEYED = {IdStatus.VALID, IdStatus.DERIVED, IdStatus.PERMIT, IdStatus.FOREIGN}

days = st.dates(date(1900, 1, 1), AS_OF)
counties = st.sampled_from([440823, 440882, 110105, 513221, 321119])
numbers = st.builds(format_resident_id, counties, days, st.integers(1, 999))


def is_truncated(number: str) -> bool:
    return number.endswith("000")


def read(text, **options):
    return parse_resident_id(text, as_of=AS_OF, **options)


class TestCheckCharacter:
    @given(st.from_regex(r"[0-9]{17}", fullmatch=True))
    def test_agrees_with_stdnum(self, first17):
        assert check_character(first17) == mod_11_2.calc_check_digit(first17)

    @pytest.mark.parametrize("wrong", ["", "1" * 16, "1" * 18, "1234567890123456x", "١" * 17])
    def test_wants_seventeen_digits(self, wrong):
        with pytest.raises(UsageError):
            check_character(wrong)


class TestPublishedNumbers:
    @pytest.mark.parametrize(
        ("text", "status", "reason", "birth"),
        [
            ("11010519491231002X", IdStatus.VALID, IdReason.OK, date(1949, 12, 31)),  # GB 11643-1999
            ("440524188001010014", IdStatus.VALID, IdReason.OK, date(1880, 1, 1)),
            ("810000199408230021", IdStatus.PERMIT, IdReason.RESIDENCE_PERMIT, date(1994, 8, 23)),
            ("830000199201300022", IdStatus.PERMIT, IdReason.RESIDENCE_PERMIT, date(1992, 1, 30)),
            ("932682198501010017", IdStatus.FOREIGN, IdReason.FOREIGN_CARD, date(1985, 1, 1)),
            ("911124198108030028", IdStatus.INVALID, IdReason.CHECK_DIGIT, date(1981, 8, 3)),
        ],
    )
    def test_are_judged_by_their_rule(self, text, status, reason, birth):
        found = read(text)
        assert (found.status, found.reason, found.birth_date) == (status, reason, birth)

    def test_a_county_that_began_after_the_birth_is_no_fault(self):
        found = read(format_resident_id(440823, date(1935, 5, 1), 12))  # 440823 is used since 1983
        assert (found.status, found.county_name, found.notes) == (IdStatus.VALID, "广东省遂溪县", ())

    @pytest.mark.parametrize(("county", "words"), [(442929, "1983"), (321119, "不在已知名单")])
    def test_retired_and_unknown_counties_are_notes(self, county, words):
        found = read(format_resident_id(county, date(1950, 1, 1), 12))
        assert found.status is IdStatus.VALID
        assert any(words in note for note in found.notes)


@given(counties, days, st.integers(1, 999))
def test_what_is_formatted_is_read_back(county, birth, sequence):
    text = format_resident_id(county, birth, sequence)
    found = read(text)
    assert found.text == text
    if is_truncated(text):
        assert found.status is IdStatus.TRUNCATED
        return
    assert found.status is IdStatus.VALID
    assert (found.county, found.birth_date, found.sequence) == (str(county), birth, sequence)
    assert found.sex == (1 if sequence % 2 else 2)


@pytest.mark.parametrize(("county", "sequence"), [(10**6, 1), (440823, 1000), (440823, -1)])
def test_formatting_wants_parts_that_fit(county, sequence):
    with pytest.raises(UsageError):
        format_resident_id(county, date(2000, 1, 1), sequence)


DRESSINGS = {
    "full width": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    "blanks": lambda n: f" {n[:6]} {n[6:14]}\u00a0{n[14:]}\u3000",
    "zero width": lambda n: f"\ufeff{n[:3]}\u200b{n[3:]}\u200e",
    "tab and line end": lambda n: f"\t{n}\r\n",
    "apostrophe": lambda n: f"'{n}",
    "hyphens": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    "prefix": lambda n: f"身份证号：{n}",
    "brackets": lambda n: f"（{n}）",
    "after another figure": lambda n: f"2代证：{n}",
    "after several figures": lambda n: f"12组3号：{n}",
    "note": lambda n: f"{n}(已故)",
    "O for 0": lambda n: n.replace("0", "O"),
    "o for 0": lambda n: n.replace("0", "o"),
    "l for 1": lambda n: n.replace("1", "l"),
    "I for 1": lambda n: n.replace("1", "I"),
    **{f"{x} for X": lambda n, x=x: n.replace("X", x) for x in "x×✗ⅩХхｘＸ*Χ"},
}


@pytest.mark.parametrize("dress", DRESSINGS.values(), ids=DRESSINGS)
@given(number=numbers.filter(lambda number: not is_truncated(number)))
@settings(max_examples=20)
def test_dressed_numbers_are_the_number(dress, number):
    found = read(dress(number))
    assert (found.text, found.status) == (number, IdStatus.VALID)


class TestOneMistake:
    @given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
    def test_a_substitution_is_never_another_valid_number(self, number, place, other):
        wrong = number[:place] + other + number[place + 1 :]
        found = read(wrong)
        assert wrong == number or found.status not in KEYED

    @given(numbers, st.integers(0, 16), st.integers(1, 5))
    def test_a_swap_of_near_characters_is_never_another_valid_number(self, number, place, distance):
        other = place + distance
        if other > 17:
            return
        letters = list(number)
        letters[place], letters[other] = letters[other], letters[place]
        wrong = "".join(letters)
        assert wrong == number or read(wrong).status not in KEYED

    @given(numbers, st.integers(0, 17), st.sampled_from(["", "7", "77"]))
    def test_a_lost_or_added_digit_is_a_length(self, number, place, instead):
        wrong = number[:place] + instead + number[place + (not instead) :]
        if len(wrong) == 18:
            return
        found = read(wrong)
        assert found.status is IdStatus.INVALID
        assert found.reason in {IdReason.LENGTH, IdReason.CHARACTERS}

    @given(numbers, st.integers(0, 17), st.sampled_from("ABCDEFGH*?□●S"))
    def test_an_unreadable_character_keeps_the_number_from_being_one(self, number, place, sign):
        wrong = number[:place] + sign + number[place + 1 :]
        found = read(wrong)
        assert found.status is IdStatus.INVALID or found.text == number

    @given(numbers.filter(lambda number: not is_truncated(number)), st.integers(0, 16))
    def test_an_unreadable_character_has_one_reading(self, number, place):
        wrong = number[:place] + "?" + number[place + 1 :]
        assert repair_candidates(wrong, as_of=AS_OF) == [number]

    @given(numbers.filter(lambda number: not is_truncated(number)), st.sampled_from("*?●"))
    def test_a_hidden_check_character_is_read_only_where_it_is_x(self, number, sign):
        wrong = number[:17] + sign
        found = read(wrong)
        if number[17] == "X":
            assert (found.text, found.status) == (number, IdStatus.VALID)
        else:
            assert (found.status, found.reason) == (IdStatus.INVALID, IdReason.MASKED)
            assert repair_candidates(wrong, as_of=AS_OF) == [number]


class TestFifteenDigits:
    @given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(1, 995))
    def test_are_upgraded_and_say_so(self, birth, sequence):
        number = format_resident_id(440823, birth, sequence)
        found = read(number[:6] + number[8:17])
        assert (found.text, found.status, found.reason) == (number, IdStatus.DERIVED, IdReason.UPGRADED)
        assert parse_resident_ids([number[:6] + number[8:17]]).key[0] == int(number[:17])

    def test_last_sequences_meant_people_of_the_century_before(self):
        found = read("440823980101997")
        assert (found.birth_date, found.centenarian) == (date(1898, 1, 1), True)
        assert found.status is IdStatus.DERIVED

    @pytest.mark.parametrize("sequence", range(990, 1000))
    def test_the_last_sequences_are_996_to_999(self, sequence):
        found = read(f"440823900101{sequence}")
        old = sequence >= 996
        assert (found.centenarian, found.birth_date) == (old, date(1890 if old else 1990, 1, 1))

    def test_need_a_real_date_and_to_stand_alone(self):
        assert read("440823600230123").reason is IdReason.IMPOSSIBLE_DATE
        assert parse_resident_ids(["440823600230123"]).key[0] == 0
        assert read("440823190101123/123").status is IdStatus.INVALID

    def test_three_letters_and_twelve_digits_are_an_old_foreign_card(self):
        found = read("usa440823600101")
        assert (found.text, found.reason) == ("USA440823600101", IdReason.OLD_FOREIGN_CARD)
        keys = parse_resident_ids(["USA440823600101", "USB440823600101", "OIL440823600101"]).key
        assert (keys < 0).all()
        assert len(set(keys.tolist())) == 3


class TestSpreadsheets:
    @given(numbers.filter(lambda number: number[-1] != "X"))
    def test_the_first_fifteen_digits_of_a_truncated_number_are_kept(self, number):
        for text, numeric in ((number[:15] + "000", False), (f"{number[0]}.{number[1:15]}E+17", False)):
            columns = parse_resident_ids([text], np.array([numeric]), as_of=AS_OF)
            assert columns.status[0] == IdStatus.TRUNCATED
            assert columns.fifteen[0] == int(number[:15])
            assert columns.key[0] == 0
            assert columns.repairs[0] == 100
            assert number in repair_candidates(text, as_of=AS_OF)

    @given(numbers.filter(lambda number: number[-1] != "X"))
    def test_excel_truncation_is_seen_through_a_float(self, number):
        cell = float(number[:15] + "000")
        for text in (str(int(cell)), repr(cell), f"{cell:.1f}"):
            found = read(text, numeric=True)
            assert found.status is IdStatus.TRUNCATED
            assert found.text[:15] == number[:15] or int(found.text) == int(cell)
            assert parse_resident_ids([text], np.array([True])).fifteen[0] == int(number[:15])

    @given(numbers.filter(lambda number: number[-1] != "X"))
    def test_a_number_that_went_through_a_float_is_never_valid(self, number):
        for text, numeric in (
            (str(int(float(number))), True),
            (f"{float(number):.1f}", False),
            (repr(float(number)), False),
        ):
            columns = parse_resident_ids([text], np.array([numeric]), as_of=AS_OF)
            assert columns.status[0] in {IdStatus.TRUNCATED, IdStatus.INVALID}
            assert columns.key[0] == 0
            if columns.reason[0] == IdReason.NUMERIC_CELL and columns.status[0] == IdStatus.TRUNCATED:
                assert columns.fifteen[0] == int(number[:15])

    @pytest.mark.parametrize("county", [110105, 440823, 650102])  # floats stand 16, 64 and 128 apart
    @pytest.mark.parametrize("write", [lambda cell: str(int(cell)), repr], ids=["whole", "scientific"])
    def test_the_first_fifteen_digits_survive_a_float(self, county, write):
        edges = [seq for seq in range(1, 1000) if seq % 100 in {0, 1, 2, 3, 4, 5, 6, 95, 96, 97, 98, 99}]
        births = [date(1960, month, 1) for month in range(1, 13)]
        whole = [format_resident_id(county, birth, seq) for birth in births for seq in edges]
        whole = [number for number in whole if number[-1] != "X"]
        cells = [write(float(number)) for number in whole]
        columns = parse_resident_ids(cells, np.ones(len(whole), bool))
        assert (columns.status == IdStatus.TRUNCATED).all()
        off = columns.fifteen - [int(number[:15]) for number in whole]
        near = np.array([float(round(int(number), -3)) == float(number) for number in whole])
        assert (off[~near] == 0).all()
        assert set(off[near].tolist()) == {0, 1}

    @given(numbers.filter(lambda n: n[-1] != "X" and not is_truncated(n) and int(float(n)) != int(n)))
    def test_a_decimal_tail_that_no_float_leaves_is_cut(self, number):
        assert read(number + ".0").text == number
        assert read(number + ".0").status is IdStatus.VALID

    def test_what_a_spreadsheet_did_is_said_as_it_did_it(self):
        assert read("4.40823196001014E+17").reason is IdReason.SCIENTIFIC
        assert read("440823196001014000", numeric=True).reason is IdReason.EXCEL_TRUNCATED
        assert read("440823196001014528", numeric=True).reason is IdReason.NUMERIC_CELL

    @pytest.mark.parametrize(
        "text", ["4.40823E+17", "4.4E17", "4.40823600101451E+14", "4.4E+99", "4.4082319600101E+17"]
    )
    def test_too_few_digits_are_lost(self, text):
        assert (read(text).status, read(text).reason) == (IdStatus.INVALID, IdReason.SCIENTIFIC)


class TestOtherCells:
    @pytest.mark.parametrize("blank", [None, "", "  ", "\t\n"])
    def test_blank_cells_are_missing(self, blank):
        assert (read(blank).status, read(blank).reason) == (IdStatus.MISSING, IdReason.BLANK)

    @pytest.mark.parametrize(
        "text", ["无", "不详", "0", "000000000000000000", "1" * 18, "0.0", "/", "\u3000", "张三"]
    )
    def test_placeholders_are_missing(self, text):
        assert (read(text).status, read(text).reason) == (IdStatus.MISSING, IdReason.PLACEHOLDER)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("440823********4512", IdReason.MASKED),
            ("440823XXXXXXXX4512", IdReason.MASKED),
            ("440823…4512", IdReason.MASKED),
            ("******", IdReason.MASKED),
            ("11010519491231002X,440524188001010014", IdReason.SEVERAL),
            ("11010519491231002X、440524188001010014", IdReason.SEVERAL),
            ("440823600101451、440823600101452", IdReason.SEVERAL),
            ("11010519491231002X 440524188001010014", IdReason.SEVERAL),
            ("440524188001010014\n440823600101451", IdReason.SEVERAL),
            ("440524600101451-440823600101451", IdReason.SEVERAL),
            ("222,111,333,444,555,666", IdReason.LENGTH),
            ("1101051949123100", IdReason.LENGTH),
            ("9" * 60 + "1" * 90, IdReason.LENGTH),
            ("1101051949X231002X", IdReason.CHARACTERS),
            ("11010519491331002X", IdReason.IMPOSSIBLE_DATE),
            ("110105000000000020", IdReason.IMPOSSIBLE_DATE),
            ("110101209901010017", IdReason.FUTURE_DATE),
            ("11010519491231002X.0", IdReason.CHARACTERS),  # no float ends in X
            ("4.408231960010145280001E+17", IdReason.CHARACTERS),
            ("4.40823196001014E+0017", IdReason.CHARACTERS),
            ("44.0823196001014E+17", IdReason.CHARACTERS),
        ],
    )
    def test_wrong_cells_say_why(self, text, reason):
        assert (read(text).status, read(text).reason) == (IdStatus.INVALID, reason)

    @pytest.mark.parametrize("number", ["1101051949123100?", "1101051949123100?X?", "110105194912310?2XX"])
    def test_only_eighteen_characters_with_one_unread_have_repairs(self, number):
        assert parse_resident_ids([number], as_of=AS_OF).repairs[0] == 0
        assert repair_candidates(number, as_of=AS_OF) == []

    @pytest.mark.parametrize("day", ["19601301", "19600230", "20270101", "17000101"])
    def test_a_system_made_number_without_a_real_date_tells_no_birth(self, day):
        assert read(f"440823{day}001N").birth_date is None
        assert read(f"440823{day}001N").status is IdStatus.PSEUDO

    def test_system_made_numbers_are_no_key(self):
        columns = parse_resident_ids(["44082319600101001N", "44082319600101001n"], as_of=AS_OF)
        assert columns.status.tolist() == [IdStatus.PSEUDO] * 2
        assert not columns.key.any()
        assert not columns.code.any()
        assert columns.birth_ymd.tolist() == [19600101] * 2
        assert repair_candidates("44082319600101001N") == []

    def test_seventeen_digits_keep_the_birth_date(self):
        assert read("11010519491231002").birth_date == date(1949, 12, 31)

    @given(numbers, st.integers(6, 13), st.sampled_from("?*SB"))
    def test_a_date_that_cannot_be_read_is_no_birth(self, number, place, sign):
        assert read(number[:place] + sign + number[place + 1 :]).birth_date is None

    @given(st.text())
    def test_nothing_raises(self, text):
        found = read(text)
        assert found.status in IdStatus
        assert isinstance(repair_candidates(text), list)

    def test_half_a_character_is_an_unreadable_one(self):
        number, half = "11010519491231002X", "\udce4"
        assert read(number[:3] + half + number[4:]).reason is IdReason.MASKED
        assert repair_candidates(number[:3] + half + number[4:]) == [number]
        assert read(half).status in IdStatus

    @pytest.mark.parametrize("reason", IdReason)
    def test_every_reason_has_a_sentence(self, reason):
        assert reason.sentence

    def test_birth_on_the_day_of_the_data_is_real_and_a_day_later_is_not(self):
        assert read(format_resident_id(440823, AS_OF, 12)).status is IdStatus.VALID
        later = format_resident_id(440823, AS_OF + timedelta(days=1), 12)
        assert read(later).reason is IdReason.FUTURE_DATE


class TestRepairs:
    @given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
    def test_are_every_number_one_step_away(self, number, place, other):
        wrong = number[:place] + other + number[place + 1 :]
        found = read(wrong)
        if found.status is not IdStatus.INVALID or found.reason is IdReason.CHARACTERS:
            return
        expected = {near for near in neighbours(wrong) if is_right(near)}
        candidates = repair_candidates(wrong, as_of=AS_OF)
        assert set(candidates) == expected
        assert len(candidates) == len(expected)
        known = [county_name(candidate[:6]) is not None for candidate in candidates]
        assert known == sorted(known, reverse=True)
        assert parse_resident_ids([wrong], as_of=AS_OF).repairs[0] == sum(known)

    def test_an_x_stays_at_the_end(self):
        bodies = [format_resident_id(440823, date(1960, 1, 1), sequence)[:17] for sequence in range(1, 200)]
        for wrong in [f"{body}X" for body in bodies if check_character(body) != "X"]:
            assert set(repair_candidates(wrong)) == {near for near in neighbours(wrong) if is_right(near)}

    def test_right_numbers_have_none(self):
        assert repair_candidates("11010519491231002X") == []

    def test_are_as_many_as_published(self):
        """DOMAIN: 9.7 one-digit repairs with a real date on average, 5.35 of a known county."""
        rng = np.random.default_rng(7)
        found, known = [], []
        for _ in range(300):
            birth = date(1930, 1, 1) + timedelta(days=int(rng.integers(0, 30_000)))
            number = format_resident_id(440823, birth, int(rng.integers(1, 999)))
            place = int(rng.integers(0, 17))
            wrong = (
                f"{number[:place]}{(int(number[place]) + int(rng.integers(1, 10))) % 10}{number[place + 1 :]}"
            )
            if read(wrong).reason is IdReason.EXCEL_TRUNCATED:
                continue
            single = [c for c in repair_candidates(wrong, as_of=AS_OF) if differing(c, wrong) == 1]
            assert number in single
            found.append(len(single))
            known.append(sum(county_name(c[:6]) is not None for c in single))
        assert np.mean(found) == pytest.approx(9.7, abs=1.0)
        assert np.mean(known) == pytest.approx(5.35, abs=0.8)


def differing(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=True))


def neighbours(text: str):
    for place in range(18):
        for other in "0123456789X" if place == 17 else "0123456789":
            if other != text[place]:
                yield text[:place] + other + text[place + 1 :]
    for place in range(17):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if "X" not in swapped[:17] and swapped != text:
            yield swapped


def is_right(number: str) -> bool:
    if not (number[:17].isdigit() and mod_11_2.is_valid(number)):
        return False
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return date(1850, 1, 1) <= birth <= AS_OF


class TestColumns:
    TEXTS = (
        "11010519491231002X",
        None,
        "",
        "440823600101451",
        "11010519491231002x ",
        "９３２６８２198501010017",
        "𠮷",
    )

    @pytest.mark.parametrize(
        "shape",
        [
            lambda texts: pa.array(texts, pa.string()),
            lambda texts: pa.array(texts, pa.large_string()),
            lambda texts: pa.chunked_array([texts[:3], texts[3:]], pa.string()),
            lambda texts: pa.array(["x", *texts, "y"], pa.string()).slice(1, len(texts)),
            lambda texts: pa.array(texts, pa.string()).dictionary_encode(),
            list,
        ],
        ids=["string", "large", "chunked", "sliced", "dictionary", "list"],
    )
    def test_any_arrow_shape_gives_the_same(self, shape):
        columns = parse_resident_ids(shape(list(self.TEXTS)), as_of=AS_OF)
        statuses = [read(text).status for text in self.TEXTS]
        assert columns.status.tolist() == statuses

    @pytest.mark.parametrize(
        "empty", [[], [None], pa.nulls(2, pa.string()), pa.nulls(2), pa.chunked_array([], pa.string())]
    )
    def test_empty_columns_are_columns(self, empty):
        assert not parse_resident_ids(empty).status.any()

    @given(
        st.one_of(
            numbers,
            st.from_regex(r"\A[0-9]{17}[0-9Xx]\Z"),
            st.from_regex(r"\A[0-9:/XxOE.]{18}\Z"),
            st.sampled_from([digit * 18 for digit in "019X:"] + ["440823190001010000", "91440800123456789X"]),
        ),
        st.booleans(),
    )
    def test_a_bare_number_is_read_like_one_beside_a_blank(self, text, numeric):
        flags = np.array([numeric])
        bare, padded = (parse_resident_ids([cell], flags, as_of=AS_OF) for cell in (text, f" {text}"))
        for field in fields(bare):
            assert getattr(bare, field.name).tolist() == getattr(padded, field.name).tolist()

    @given(st.lists(st.one_of(numbers, st.text(), st.none()), max_size=20))
    def test_a_column_says_what_its_cells_say(self, texts):
        columns = parse_resident_ids(texts, as_of=AS_OF)
        for row, text in enumerate(texts):
            alone = read(text)
            assert (columns.status[row], columns.reason[row]) == (alone.status, alone.reason)
            assert (columns.key[row] != 0) == (alone.status in KEYED)
            if columns.code[row]:
                body, check = divmod(int(columns.code[row]), 11)
                assert f"{body:017d}{'0123456789X'[check]}" == alone.text
                assert columns.fifteen[row] == body // 100


class TestPrivacy:
    @pytest.mark.parametrize(
        "text", ["11010519491231002X", "陈秀妹11010519491231002", "张三", "440823600101451"]
    )
    def test_no_repr_shows_a_number_or_a_name(self, text):
        shown = repr(read(text))
        assert text not in shown
        assert "1949" not in shown
        assert "张三" not in shown
        assert "陈秀妹" not in shown

    def test_results_cannot_be_changed(self):
        with pytest.raises(AttributeError):
            read("0").text = "1"
        assert replace(read("0"), text="1").text == "1"
