"""The line of the years in post, and the year in which an answer turns."""

import datetime as dt
from dataclasses import replace

from zhicheng.policy import facts as law
from zhicheng.policy.book import open_book
from zhicheng.policy.outlook import change, later, tenure

BOOK = open_book(2023, "昆明市")
UNIT = law.Unit("甲单位", law.UnitKind.NON_PUBLIC)
FACTS = law.Facts(
    judged_on=dt.date(2023, 8, 1),
    application=law.Application(
        law.Kind.PROMOTION, "工程技术", law.Level.ASSOCIATE_SENIOR, profession="机械工程",
        meeting_on=dt.date(2023, 10, 20),
    ),
    person=law.Person(
        unit=UNIT,
        insurance=(law.Insured(dt.date(2015, 1, 1), unit="甲单位"),),
        education=(law.Education(law.Degree.UNDERGRADUATE, dt.date(2010, 7, 1)),),
        titles=(law.Title("工程技术", law.Level.MID, dt.date(2020, 3, 1), "机械工程"),),
        returns_total=9,
        returns_after_unit_pass=9,
    ),
    standard=(law.Row(law.Degree.UNDERGRADUATE, law.Level.MID, 5),),
)  # fmt: skip


def period(first: tuple[int, int, int], last: tuple[int, int, int]) -> law.Period:
    return law.Period(dt.date(*first), dt.date(*last))


def test_periods_are_cut_and_joined() -> None:
    excluded = (
        period((2021, 3, 1), (2021, 3, 31)),
        period((2021, 4, 1), (2021, 4, 30)),
        period((2019, 1, 1), (2020, 3, 2)),
        period((2022, 1, 1), (2022, 1, 2)),
        period((2018, 1, 1), (2018, 2, 1)),
        period((2023, 12, 31), (2024, 2, 1)),
    )
    line = tenure(replace(FACTS, person=replace(FACTS.person, excluded_periods=excluded)), BOOK)
    assert line is not None
    assert line.excluded == (
        period((2020, 3, 1), (2020, 3, 2)),
        period((2021, 3, 1), (2021, 4, 30)),
        period((2022, 1, 1), (2022, 1, 2)),
        period((2023, 12, 31), (2023, 12, 31)),
    )
    assert line.lost_days == 2 + 61 + 2 + 1
    assert (line.counted, line.required, line.level) == (3, 5, "中级")
    assert line.full_on == dt.date(2025, 3, 1) + dt.timedelta(days=66)


def test_professional_work_counts_where_no_title_is_asked() -> None:
    standard = (law.Row(law.Degree.UNDERGRADUATE, None, 4),)
    person = replace(FACTS.person, titles=(), professional_work_from=dt.date(2021, 1, 1))
    line = tenure(replace(FACTS, person=person, standard=standard), BOOK)
    assert line is not None and line.level == "" and line.since == dt.date(2021, 1, 1)


def test_there_is_no_line_without_years_that_have_begun() -> None:
    person = replace(FACTS.person, titles=(), professional_work_from=dt.date(2024, 1, 1))
    standard = (law.Row(law.Degree.UNDERGRADUATE, None, 4),)
    assert tenure(replace(FACTS, person=person, standard=standard), BOOK) is None
    assert tenure(replace(FACTS, person=replace(FACTS.person, titles=())), BOOK) is None
    green = replace(FACTS.application, channel=law.Channel.GREEN)
    assert tenure(replace(FACTS, application=green), BOOK) is None


def test_the_answer_turns_when_the_years_are_full() -> None:
    found = change(FACTS, BOOK)
    assert found is not None and found.year == 2025
    assert found.verdict.because == ()
    assert change(FACTS, BOOK, most=1) is None


def test_a_year_later_everything_asked_moves_on_and_returns_are_forgotten() -> None:
    wanted = replace(
        FACTS.application,
        years_cut_off=dt.date(2023, 9, 30),
        window=law.Window(dt.date(2023, 7, 1), dt.date(2023, 8, 31)),
    )
    moved = later(replace(FACTS, application=wanted), 1)
    assert moved.judged_on == dt.date(2024, 8, 1)
    assert moved.application.meeting_on == dt.date(2024, 10, 20)
    assert moved.application.years_cut_off == dt.date(2024, 9, 30)
    assert moved.application.window is None
    assert (moved.person.returns_total, moved.person.returns_after_unit_pass) == (0, 0)
    assert (
        later(replace(FACTS, application=replace(wanted, meeting_on=None)), 1).application.meeting_on is None
    )
