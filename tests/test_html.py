"""HTML that shows whatever it is given as text."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidlink.html import Html, card, element, likely, table, text

NUMBER = "440823195003151238"


class Reader(HTMLParser):
    """The tags and the text of a page, as a browser sees them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


nasty = st.text("<>&\"'/=; aé陈\n", max_size=12) | st.just("<script>alert(1)</script>")


@settings(deadline=None, max_examples=100)
@given(nasty, nasty, nasty)
def test_nothing_that_is_given_becomes_a_tag(first, second, third):
    page = read(card(first, element("p", second, title=third), table(("甲",), [(first,), (second,)])))
    assert set(page.tags) == {"div", "style", "h4", "p", "table", "tr", "th", "td"}
    said = "".join(page.words)
    for each in (first, second):
        assert each in said
    assert dict(page.attributes)["title"] == third


@pytest.mark.parametrize(
    "shown",
    [NUMBER, f"号码{NUMBER}。", "440823 19500315 1238", "440823-19500315-123X", "6217001234567890123"],
)
def test_numbers_are_masked_wherever_they_stand(shown):
    for page in (text(shown), element("b", shown), element("b", title=shown), table((shown,), [(shown,)])):
        assert not re.search(r"\d{11}", re.sub(r"[\s-]", "", html.unescape(page)))
        assert "********" in page


def test_what_is_html_stays():
    assert element("p", Html("<b>粗</b>"), "<b>") == "<p><b>粗</b>&lt;b&gt;</p>"
    assert text(None) == ""


def test_numbers_stand_to_the_right():
    assert table(("甲", "乙"), [(1, "一")]).count('class="number"') == 1


@pytest.mark.parametrize(
    ("probability", "words"), [(0.0, "0.0%"), (0.9994, "99.9%"), (0.9996, "99.9%以上"), (1.0, "99.9%以上")]
)
def test_no_probability_is_shown_as_certain(probability, words):
    assert likely(probability) == words
