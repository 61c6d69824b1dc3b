import pyarrow as pa
import pytest

from aidlink.hashing import hash_texts
from aidlink.places import address_key, village_key, village_keys

SHAPES = (
    "{}村", "{}村委会", "{}村委", "{}村民委员会", "{}村（居）委会", "{}居委会", "{}居民委员会", "{}社区",
    "{}社区居委会", "{}社区居民委员会", "{}行政村", " {} 村 ", "港门镇{}村委会", "遂溪县港门镇{}村",
    "广东省湛江市遂溪县港门镇{}村委会", "{}村民委员会三组", "{}村第3村民小组", "湛江市坡头区南三镇{}村",
    "{}（村）", "{}（村委会）", "（{}村）", "{}社区三组", "{}社区居委会12号", "东海街道{}社区",
    "{}村上坡自然村", "\u200e{}村\u2060",
    "{}大队", "港门镇{}管理区", "{}生产大队3队", "{}村第2大队",
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["石角", "坡头仔", "旧县", "东海岛"])
def test_every_form_of_a_village_is_that_village(shape, name):
    assert village_key(shape.format(name)) == name


@pytest.mark.parametrize("text", ["新村", "新村村", "新村村委会", "港门镇新村", "新村社区"])
def test_a_name_of_one_character_keeps_its_village(text):
    assert village_key(text) == "新村"


@pytest.mark.parametrize("text", ["新村仔", "新村仔村", "港门镇新村仔村委会", "新村仔12号", "新村仔自然村"])
def test_the_small_village_beside_a_new_one_is_another(text):
    assert village_key(text) == "新村仔"


@pytest.mark.parametrize("text", [None, "", " ", "无", "不详", "/", "暂无", "待补", "null", "N/A"])
def test_nothing_is_no_village(text):
    assert village_key(text) is None
    assert address_key(text) is None


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("广东省湛江市遂溪县港门镇石角村12号", "石角"),
        ("港门镇石角村委会下坡村3号", "石角"),
        ("遂溪县港门镇新村8号", "新村"),
        ("港门镇人民路3号", None),
    ],
)
def test_addresses(address, key):
    assert address_key(address) == key


def test_the_villages_of_the_town_are_looked_for():
    keys, _ = village_keys(
        [None, None, None, "石角下坡", None],
        ["港门镇石角12号", "港门镇坡头仔下坡12号", "港门镇港门街1号", None, "别处村1号"],
        ["石角村", "坡头仔村委会", "坡头", "港门社区"],
    )
    assert keys.to_pylist() == ["石角", "坡头仔", "港门", "石角", "别处"]


def test_the_village_column_goes_before_the_address():
    keys, codes = village_keys(["石角村", None, None], ["新村1号", "新村1号", None])
    assert keys.to_pylist() == ["石角", "新村", None]
    assert codes.tolist() == hash_texts(pa.array(["石角", "新村", None])).tolist()
    assert codes[2] == 0


def test_hashes_never_change():
    assert village_keys(["石角村"], None)[1].tolist() == [6137266502307796645]


def test_either_column_may_be_missing():
    assert village_keys(None, ["石角村1号"])[0].to_pylist() == ["石角"]
    assert village_keys(["石角村"], None)[0].to_pylist() == ["石角"]
    assert len(village_keys(None, None)[0]) == 0
