"""Numbers of people and units are checked, told apart and masked."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people.samples import CREDIT_CODE, id_number
from zhicheng.almanac import clock
from zhicheng.people import identity
from zhicheng.people.identity import WrongNumber, check_identity
from zhicheng.people.models import Person

RESIDENT, HMT, FOREIGN = Person.Identity.values


@pytest.fixture(autouse=True)
def _today(noon: None) -> None:
    pass


def test_a_known_number_and_what_it_tells() -> None:
    found = check_identity(RESIDENT, "11010519491231002X")  # the example of GB 11643
    assert found.sex == "女"
    assert found.birth_date == dt.date(1949, 12, 31)


def test_lower_x_spaces_and_full_width_are_taken() -> None:
    assert check_identity(RESIDENT, " 110105 19491231 002x").number == "11010519491231002X"
    assert check_identity(RESIDENT, "１１０１０５１９４９１２３１００２Ｘ").number == "11010519491231002X"


@pytest.mark.parametrize("area", ["441900", "810000", "830000", "999999"])
def test_the_area_never_blocks(area: str) -> None:
    assert check_identity(RESIDENT, id_number(area=area)).number.startswith(area)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105194912310021", "校验码"),
        ("110105194912310", "15位"),
        ("1101051949123100", "18位"),
        ("11010519491231002Y", "18位"),
        (id_number("19850231"), "出生日期"),
        (id_number("20991231"), "出生日期"),
        (id_number("18991231"), "出生日期"),
        ("", "18位"),
    ],
)
def test_wrong_numbers_say_what_is_wrong(number: str, says: str) -> None:
    with pytest.raises(WrongNumber, match=says):
        check_identity(RESIDENT, number)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(place: int, shift: int) -> None:
    right = id_number()
    digits = "0123456789X" if place == 17 else "0123456789"
    wrong = digits[(digits.index(right[place]) + shift) % len(digits)]
    if wrong == right[place]:
        return
    changed = right[:place] + wrong + right[place + 1 :]
    with clock.at(dt.datetime(2023, 7, 20)), pytest.raises(WrongNumber):  # noqa: DTZ001 (China time is assumed)
        check_identity(RESIDENT, changed)


@pytest.mark.parametrize("number", ["H12345678", "M1234567801", "12345678", id_number(area="810000")])
def test_documents_of_hong_kong_macao_and_taiwan(number: str) -> None:
    assert check_identity(HMT, number).number == number


@pytest.mark.parametrize("number", [id_number(), "A12345678", "H1234"])
def test_other_documents_are_no_such_permit(number: str) -> None:
    with pytest.raises(WrongNumber):
        check_identity(HMT, number)


def test_foreign_documents() -> None:
    assert check_identity(FOREIGN, "e12345678").number == "E12345678"
    for wrong in ("ABCDEF", "12", "护照12345"):
        with pytest.raises(WrongNumber):
            check_identity(FOREIGN, wrong)


@pytest.mark.parametrize(
    "number", ["E12345678", "123456789", "USA110090010101", "A12345678901234", id_number(area="911840")]
)
def test_foreigners_documents_by_their_own_rules(number: str) -> None:
    assert check_identity(FOREIGN, number).number == number


def test_the_permanent_residence_card_of_2023_is_held_to_its_check_digit_and_day() -> None:
    right = id_number(area="911840")
    assert check_identity(FOREIGN, right).birth_date is not None
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    for number in (wrong, id_number("19850231", area="911840")):
        with pytest.raises(WrongNumber):
            check_identity(FOREIGN, number)


def test_mobiles() -> None:
    assert identity.check_mobile("+86 139-8765-4321") == "13987654321"
    for wrong in ("12987654321", "1398765432", "0871-65135910", ""):
        with pytest.raises(WrongNumber):
            identity.check_mobile(wrong)


def test_credit_codes() -> None:
    assert identity.check_credit_code(CREDIT_CODE.lower()) == CREDIT_CODE
    wrong = CREDIT_CODE[:-1] + ("1" if CREDIT_CODE[-1] != "1" else "2")
    for text in (wrong, "", "9153", CREDIT_CODE.replace("M", "I", 1)):
        with pytest.raises(WrongNumber):
            identity.check_credit_code(text)


@pytest.mark.parametrize("name", ["李文静", "买买提·吐尔逊", "𠮷野", "John  Smith", "Anna-Maria O'Neil"])
def test_names(name: str) -> None:
    assert identity.check_name(name) == " ".join(name.split())


@pytest.mark.parametrize("name", ["李", "李文静1", "<b>李</b>", "", "李_静", "李" * 61])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(WrongNumber):
        identity.check_name(name)


def test_masks_and_age() -> None:
    assert identity.mask_number("530102198505060023") == "530102********0023"
    assert identity.mask_number("H12345678") == "H1*****78"
    assert identity.mask_mobile("13800000000") == "138****0000"
    assert identity.age(dt.date(1985, 7, 21), dt.date(2023, 7, 20)) == 37
    assert identity.age(dt.date(1985, 7, 20), dt.date(2023, 7, 20)) == 38
