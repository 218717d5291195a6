"""From what was typed to the law's facts, and from a person's dossier to answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from zhicheng.applications.law import CITY
from zhicheng.desks.selfcheck.asked import (
    CHANNEL,
    KIND,
    NEWEST,
    SECTIONS,
    Answers,
    Question,
    channels_of,
    year_of,
)
from zhicheng.desks.selfcheck.questions import BY_NAME, QUESTIONS
from zhicheng.dossiers.checking import Wrong, clean
from zhicheng.dossiers.modules import Field
from zhicheng.policy import facts as law
from zhicheng.policy.book import Book, first_year, open_book
from zhicheng.policy.book import law as law_keys
from zhicheng.policy.case import Case, eligibility_facts
from zhicheng.policy.rules.retirement import Retires, statutory_day, table_of
from zhicheng.policy.tables.committees import committees, titles_of
from zhicheng.policy.tables.titles import series_named

UNIT, OTHER_UNIT = "本单位", "其他单位"
NOT_ASKED = "不要求"
_SPELLED = {"from": "start", "to": "end"}


@dataclass(frozen=True)
class Read:
    """Clean answers by name, messages by name, and the questions that are to be shown now, in order."""

    answers: Answers
    errors: Mapping[str, str]
    asked: tuple[Question, ...]
    complete: bool


def read(typed: Mapping[str, Any], today: dt.date, known: Answers | None = None) -> Read:
    """The typed answers to the questions that matter by what was answered before them.

    `known`: what the page knows by itself (standard_known …). A section opens once everything needed in those before
    it is answered.
    """
    answers: dict[str, Any] = {"year": str(default_year(today)), CHANNEL: "正常", **(known or {})}
    errors: dict[str, str] = {}
    for _round in range(3):  # a few conditions look at later sections
        errors = {}
        for question in QUESTIONS:
            answers.pop(question.name, None) if question.name not in ("year", CHANNEL) else None
            if not _matters(question, answers):
                continue
            try:
                value = clean(
                    field_of(question, answers, today), typed.get(question.name), _last(question, today)
                )
            except Wrong as wrong:
                errors[question.name] = str(wrong)
                continue
            if value is not None:
                answers[question.name] = value
    asked, complete = _open(answers, errors)
    return Read(answers, {name: text for name, text in errors.items() if name in {one.name for one in asked}},
                asked, complete and not errors)  # fmt: skip


def _matters(question: Question, answers: Answers) -> bool:
    """Whether the question is asked by what was answered, and a rule that it serves is in force in the year."""
    book = open_book(year_of(answers), "东川区" if answers.get("east") else CITY)
    return question.shown(answers) and any(_in_force(rule, book) for rule in question.rules)


@cache
def _in_force(rule: str, book: Book) -> bool:
    value = book.find(rule) if rule in law_keys() else None
    return rule not in law_keys() or (value is not None and value.flag)


def _last(question: Question, today: dt.date) -> dt.date:
    return dt.date.max if question.fact.ahead else today


def _open(answers: Answers, errors: Mapping[str, str]) -> tuple[tuple[Question, ...], bool]:
    asked: list[Question] = []
    for key, _label in SECTIONS:
        here = [one for one in QUESTIONS if one.section == key and _matters(one, answers)]
        asked += here
        if any(one.needed and one.name not in answers and one.name not in errors for one in here):
            return tuple(asked), False
    return tuple(asked), True


def default_year(today: dt.date) -> int:
    """The policy year that is asked about unless another is chosen."""
    return max(today.year, first_year())


def field_of(question: Question, answers: Answers, today: dt.date) -> Field:
    """The question's field, with the choices that the answers so far leave."""
    field = question.fact.field
    if question.name == "year":
        years = range(max(default_year(today), NEWEST), first_year() - 1, -1)
        return replace(field, choices=tuple(map(str, years)))
    if question.name == CHANNEL:
        return replace(field, choices=channels_of(str(answers.get(KIND, ""))))
    if question.name == "application.committee":
        return replace(
            field,
            choices=committees_of(
                *(str(answers.get(f"application.{one}", "")) for one in ("series", "level"))
            ),
        )
    return field


@cache
def committees_of(series: str, level: str) -> tuple[str, ...]:
    """The committees of the directory that give titles of a series and level."""
    found = series_named(series)
    wanted = (found.id if found else "", level)
    return tuple(
        one.name
        for one in committees()
        if any((title.series, title.level) == wanted for title in titles_of(one))
    )


def question_of(answers: Answers, today: dt.date) -> tuple[law.Facts, Book]:
    """The facts and the law that the answers make; a standard of the register and kept tables aside.

    Asked about another year than the present one, the answers are judged on the same day of that year.
    """
    year = year_of(answers)
    book = open_book(year, "东川区" if answers.get("east") else CITY)
    data = _case(answers, book, _day_in(year, today))
    facts = eligibility_facts(Case(data, 1))
    if answers.get("self_review") and facts.person.dispatch is not None:
        series = (facts.application.series,)
        dispatch = replace(facts.person.dispatch, user_unit_self_review_series=series)
        facts = replace(facts, person=replace(facts.person, dispatch=dispatch))
    return facts, book


def _case(answers: Answers, book: Book, today: dt.date) -> dict[str, Any]:
    """The answers as an object of the case format."""
    data: dict[str, Any] = {"judged_on": today.isoformat(), "application": {}, "person": {"unit": {}}}
    for name, value in answers.items():
        if name in BY_NAME and name.split(".")[0] in ("application", "person"):
            _put(data, name.split("."), value)
    wanted, person = data["application"], data["person"]
    cell = f"{wanted['series']}/{wanted['level']}"
    wanted["exam_only"] = cell in book.value("exam_only.cells").words
    safety = book.find("profession.safety_series")
    wanted["public_safety_or_health"] = safety is not None and wanted["series"] in safety.words
    if "opens_on" in answers and "closes_on" in answers and answers["opens_on"] <= answers["closes_on"]:
        wanted["window"] = {name: answers[name] for name in ("opens_on", "closes_on")}
    wanted["channel_approved"] = {"已批准": True, "没有批准": False}.get(answers.get("approved", ""))
    data["standard"] = _standard(answers)
    _unit(answers, book.year, wanted, person)
    _past(answers, book.year, person)
    person["statutory_retirement_on"] = _statutory(answers, book)
    if answers.get("check_proofs"):
        data["proofs"] = [name[6:] for name, has in answers.items() if name.startswith("proof.") and has]
    return data


def _put(into: dict[str, Any], path: list[str], value: Any) -> None:
    """Write a value at its key; a number in the path is a place in a list."""
    here: Any = into
    for at, step in enumerate(path[:-1]):
        empty: Any = [] if path[at + 1].isdigit() else {}
        if isinstance(here, list):
            while len(here) <= int(step):
                here.append({})
            here = here[int(step)]
        else:
            here = here.setdefault(step, empty)
    here[path[-1]] = value


def _standard(answers: Answers) -> list[dict[str, Any]]:
    if "standard.0.education" not in answers:
        return []
    level = answers.get("standard.0.title_level", NOT_ASKED)
    return [
        {
            "education": answers["standard.0.education"],
            "title_level": None if level == NOT_ASKED else level,
            "years": answers.get("standard.0.years", 0),
            "min_papers": answers.get("standard.0.min_papers", 0),
        }
    ]


def _unit(answers: Answers, year: int, wanted: dict[str, Any], person: dict[str, Any]) -> None:
    unit = person["unit"]
    freelance = answers.get("person.employment") == "自由职业"
    unit["name"] = UNIT
    unit.setdefault("kind", "无")
    unit["registered_in"] = "外地" if answers.get("unit_here") is False else "昆明市"
    if answers.get("self_review"):
        unit["self_review_series"] = [wanted["series"]]
    if answers.get("suspended"):
        unit["suspended_years"] = [year]
    if unit["kind"] in ("省属在昆", "其他州市") and {"consents", "letter"} & set(answers):
        wanted["entrustment"] = {
            "unit_consents": bool(answers.get("consents")),
            "letter_from_authority": bool(answers.get("letter")),
            "city_bureau_agrees": {"同意": True, "不同意": False}.get(answers.get("city_agrees", "")),
        }
    if "insured_here" in answers and not freelance:
        since = answers.get("insured_from") or ("1990-01-01" if not answers["insured_here"] else None)
        same = answers.get("same_unit")
        unit_named = None if same is None else UNIT if same else OTHER_UNIT
        place = "昆明市" if answers["insured_here"] else "外地"
        person["insurance"] = [{"from": since, "place": place, "unit": unit_named}] if since else []


def _past(answers: Answers, year: int, person: dict[str, Any]) -> None:
    """Titles, periods, other applications, records and returns in the shape of the case format."""
    person["titles"] = [
        one for one in person.get("titles", []) if {"series", "level", "obtained_on"} <= set(one)
    ]
    if answers.get("hidden"):
        hidden = {"series": "未填报的", "level": "中级", "obtained_on": "2000-01-01", "declared": False}
        person["titles"].append(hidden)
    person["education"] = [one for one in person.get("education", []) if "level" in one]
    if person["education"] and person["education"][0].get("engineering_professional_degree"):
        first = person["education"][0]
        if first["level"] in ("本科", "学士"):
            person["education"].append(dict(first))
    person["excluded_periods"] = [
        one
        for one in person.get("excluded_periods", [])
        if "from" in one and one["from"] <= one.get("to", "")
    ]
    person["mismatch_training"] = [one for one in person.get("mismatch_training", []) if "kind" in one]
    if {"level", "obtained_on"} - set(person.get("skill", {})):
        person.pop("skill", None)
    if not answers.get("moved"):
        person.pop("post_moved", None)
    elif person["unit"].get("institution"):
        person.setdefault("post_moved", {})
    now = [{**one, "year": year} for one in person.get("applications", []) if "kind" in one]
    if "failed_year" in answers:
        now.append(
            {"year": answers["failed_year"], "kind": answers[KIND], "outcome": "未通过", "unit_passed": True}
        )
    person["applications"] = now
    person["integrity_records"] = [{"recorded_on": answers["integrity"]}] if "integrity" in answers else []
    person["returns_after_unit_pass"] = person["returns_total"] = answers.get("returns", 0)
    marks = {str(year - ago): answers.get(f"assessed_{ago}") for ago in (1, 2, 3)}
    person["assessments"] = {name: mark for name, mark in marks.items() if mark}


def _statutory(answers: Answers, book: Book) -> str | None:
    """By the table of ages (AMB-45); None while sex or birth date is not told."""
    if not {"sex", "birth_date"} <= set(answers) or book.find("retirement.ages") is None:
        return None
    worker = answers.get("person.post") == "工勤技能"
    women = Retires.WOMEN_WORKERS if worker else Retires.WOMEN_PROFESSIONAL
    who = Retires.MEN if answers["sex"] == "男" else women
    return statutory_day(dt.date.fromisoformat(answers["birth_date"]), who, table_of(book)).isoformat()


def _day_in(year: int, today: dt.date) -> dt.date:
    if year == today.year:
        return today
    return dt.date(year, today.month, min(today.day, 28))


def from_facts(facts: law.Facts) -> dict[str, Any]:
    """The answers that a person's facts give, as the form shows them; what is not known is left open."""
    found: dict[str, Any] = {}
    for name in BY_NAME:
        root, *path = name.split(".")
        if root in ("application", "person") and path:
            value = _dig(facts.application if root == "application" else facts.person, path)
            if value is not None:
                found[name] = _shown(value)
    person = facts.person
    found["has_title"] = bool(person.titles)
    found["other_title"] = len(person.titles) > 1
    found["has_excluded"] = bool(person.excluded_periods)
    found["unit_here"] = person.unit.registered_in.startswith(("昆明", "东川"))
    found["moved"] = person.post_moved is not None
    for period in person.insurance[:1]:
        found |= {
            "insured_here": period.place == "昆明市",
            "insured_from": period.start.isoformat(),
            "same_unit": period.unit == person.unit.name if period.unit else "",
        }
    failed = [one.year for one in person.applications if one.outcome is law.ApplicationOutcome.FAILED]
    if failed:
        found["failed_year"] = max(failed)
    if person.integrity_records:
        found["integrity"] = max(one.recorded_on for one in person.integrity_records).isoformat()
    for ago in (1, 2, 3):
        mark = person.assessments.get(facts.judged_on.year - ago)
        found |= {f"assessed_{ago}": mark.value} if mark else {}
    return {
        name: "是" if value is True else "否" if value is False else value for name, value in found.items()
    }


def _dig(source: Any, path: list[str]) -> Any:
    here = source
    for step in path:
        if isinstance(here, tuple):
            here = here[int(step)] if int(step) < len(here) else None
        elif is_dataclass(here):
            here = getattr(here, _SPELLED.get(step, step), None)
        else:
            return None
    return here


def _shown(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value
