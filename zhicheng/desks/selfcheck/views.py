"""The page of 申报条件自查: nothing is kept of what is typed; logged in, it begins with the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.facts import facts_of
from zhicheng.applications.models import Application
from zhicheng.catalogues.queries import tables_on
from zhicheng.desks.selfcheck.answers import Read, default_year, field_of, from_facts, question_of, read
from zhicheng.desks.selfcheck.asked import CHANNEL, KIND, SECTIONS, Answers, Question
from zhicheng.desks.selfcheck.drawing import Drawing, drawing_of
from zhicheng.desks.selfcheck.questions import BY_NAME
from zhicheng.dossiers.forms import form_field
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Standard
from zhicheng.planning.standards import covering, in_force, issued, law_rows
from zhicheng.policy import facts as law
from zhicheng.policy.eligibility import check
from zhicheng.policy.findings import Decision, Finding, Outcome, Verdict
from zhicheng.policy.outlook import Change, change, tenure

LONGEST = 120  # characters of an answer that is carried on


class CheckForm(forms.Form):
    """The questions that are open now; what was typed stays typed."""

    use_required_attribute = False

    def __init__(self, found: Read, typed: Mapping[str, Any], posted: Mapping[str, Any]) -> None:
        super().__init__(typed)
        self.found, self.posted = found, posted
        for question in found.asked:
            made = form_field(field_of(question, found.answers, clock.today()), _hint(question))
            made.required = question.needed
            self.fields[question.name] = made

    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Key, heading and fields of each open section."""
        sections = []
        for key, label in SECTIONS:
            here = [self[one.name] for one in self.found.asked if one.section == key]
            if here:
                sections.append((key, label, here))
        return sections

    def aside(self) -> list[tuple[str, str]]:
        """What was typed for questions that are not asked now: carried on, so that nothing typed is lost."""
        return [
            (name, str(value)[:LONGEST])
            for name, value in self.posted.items()
            if name in BY_NAME and name not in self.fields and value
        ]

    def full_clean(self) -> None:
        """The messages are those of the reading; an empty needed field says what to do."""
        super().full_clean()
        self._errors = forms.utils.ErrorDict(renderer=self.renderer)
        for name, message in self.found.errors.items():
            self.add_error(name, message)


@dataclass(frozen=True)
class Result:
    """The verdict with its findings sorted, the standard it rests on, the drawing and the year of change."""

    verdict: Verdict
    fails: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    passes: tuple[Finding, ...]
    silent: int
    standard: Standard | None
    drawing: Drawing | None
    change: Change | None
    year: int

    @property
    def barred(self) -> bool:
        """Whether something bars."""
        return self.verdict.decision is Decision.INELIGIBLE

    @property
    def open(self) -> bool:
        """Whether something is not known."""
        return self.verdict.decision is Decision.INCOMPLETE


@require_http_methods(["GET", "HEAD", "POST"])
def selfcheck(request: HttpRequest) -> HttpResponse:
    """Questions, then the verdict; a POST answers and keeps nothing."""
    dossier = _dossier(request)
    today = clock.today()
    usual = {"year": str(default_year(today)), CHANNEL: "正常"}
    typed: dict[str, Any] = {**usual, **dossier, **request.POST.dict()}
    found = read(typed, today)
    standard = _standard(found.answers)
    if standard is not None:
        found = read(typed, today, {"standard_known": True})
    posted = request.method == "POST"
    form = CheckForm(found, typed, request.POST)
    if not posted:
        form._errors = forms.utils.ErrorDict()
    wants = posted and (found.complete or request.POST.get("then") == "verdict") and not found.errors
    result = _result(found.answers, standard) if wants and _enough(found.answers) else None
    missing = () if result or not posted or found.errors else _missing(found)
    words = {
        "form": form,
        "result": result,
        "complete": found.complete,
        "filled": bool(dossier),
        "posted": posted,
        "missing": missing,
    }
    status = 400 if posted and found.errors else 200
    return render(request, "desks/selfcheck.html", words, status=status)


def _hint(question: Question) -> str:
    return _("%(why)s（依据 %(clause)s）") % {"why": question.fact.why, "clause": question.fact.clause}


def _missing(found: Read) -> tuple[str, ...]:
    """What has to be answered before the next section opens."""
    return tuple(one.fact.field.label for one in found.asked if one.needed and one.name not in found.answers)


def _enough(answers: Answers) -> bool:
    """Whether the law can be asked at all: what is applied for, and from which unit."""
    from_unit = "person.unit.kind" in answers or answers.get("person.employment") == "自由职业"
    return from_unit and {KIND, "application.series", "application.level"} <= set(answers)


def _standard(answers: Answers) -> Standard | None:
    """The committee's standard that stands in the register; its rows are then not asked."""
    if not {"application.series", "application.level"} <= set(answers):
        return None
    found = issued(str(answers["application.series"]), str(answers["application.level"]))
    return covering(in_force(found, clock.today()), str(answers.get("application.profession", "")))


def _result(answers: Answers, standard: Standard | None) -> Result:
    facts, book = question_of(answers, clock.today())
    facts = replace(facts, tables=tables_on(clock.today()))
    if standard is not None:
        own, township = (law_rows(standard, township=which) for which in (False, True))
        facts = replace(facts, standard=own, township_standard=township)
    verdict = check(facts, book)
    line = tenure(facts, book)

    def these(outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(one for one in verdict.findings if one.outcome is outcome)

    return Result(
        verdict=verdict,
        fails=these(Outcome.FAILS),
        unknown=these(Outcome.UNKNOWN),
        passes=these(Outcome.PASSES),
        silent=len(these(Outcome.NOT_APPLICABLE)),
        standard=standard,
        drawing=drawing_of(line) if line else None,
        change=change(facts, book),
        year=book.year,
    )


def _dossier(request: HttpRequest) -> dict[str, Any]:
    """What the dossier of whoever is logged in tells; empty for visitors and people without a dossier."""
    if not isinstance(request.user, Account):
        return {}
    person = (
        Person.objects.select_related("qualification", "unit__place__superior", "account")
        .filter(account=request.user)
        .first()
    )
    if person is None or person.unit is None:
        return {}
    year = default_year(clock.today())
    open_one = person.applications.filter(year=year, ended_at=None).select_related(*casefile.RELATED).first()
    row = open_one or Application(
        person=person, unit=person.unit, year=year, kind="晋升评审", series="", level="", profession=""
    )
    case = casefile.assemble(row)
    facts = facts_of(case, window=False) if open_one else _facts_without_cover(case)
    found = from_facts(facts)
    found |= {"sex": person.sex, "birth_date": person.birth_date.isoformat() if person.birth_date else ""}
    if open_one is None:
        found = {name: value for name, value in found.items() if not name.startswith("application.")}
    else:
        found["year"] = str(year)
    found.setdefault(CHANNEL, "正常")
    return {name: str(value) for name, value in found.items()}


def _facts_without_cover(case: casefile.CaseFile) -> law.Facts:
    """The person's facts where nothing is applied for yet: for any title, which is asked first."""
    case.application.series, case.application.level = "工程技术", law.Level.MID.value
    return facts_of(case, window=False)
