"""要修改的内容 where it is mended: at the field, the record, the attachment; ticked there; term and chances beside it."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE
from tests.vetting.test_defects import again, sent_back, with_awards
from zhicheng.almanac import clock
from zhicheng.applications.mending_notes import NOT_ASKED
from zhicheng.applications.models import Application, Defect
from zhicheng.applications.places import Place
from zhicheng.applications.showing import BASICS_LABELS
from zhicheng.dossiers.forms import QualificationForm
from zhicheng.dossiers.models import Qualification
from zhicheng.dossiers.qualifying import FACTS
from zhicheng.people.forms import Basics
from zhicheng.people.models import Account
from zhicheng.vetting import actions

ClientOf = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


@pytest.fixture
def returned(season: making.Season) -> tuple[Application, dict[str, Defect]]:
    """Sent back for a field of a record, a record, a fact, the phone, a whole section, an attachment and all."""
    row, award = with_awards(season)
    submission = row.submissions.get()
    submission.content |= {"qualification": {"employment": "在编"}}
    submission.save()
    Qualification.objects.update_or_create(
        person=row.person, defaults={"employment": "在编", "changed_at": clock.now()}
    )
    at = {
        "field": Place("awards", str(award.id), "rank"),
        "record": Place("awards", str(award.id)),
        "fact": Place("qualification", "", "employment"),
        "phone": Place("basics", "", "mobile_masked"),
        "section": Place("papers"),
        "file": Place("attachments", "commitment"),
        "files": Place("attachments"),
    }
    sent_back(season, row, *(actions.Found(place, words=f"有误：{key}") for key, place in at.items()))
    row.refresh_from_db()
    return row, {one.words.partition("：")[2]: one for one in Defect.objects.all()}


def pages(row: Application, found: dict[str, Defect]) -> dict[str, str]:
    """Where each is mended."""
    record = reverse("dossiers:record", args=[found["record"].item])
    return {
        "field": record,
        "record": record,
        "fact": reverse("dossiers:qualification"),
        "phone": reverse("people:basics"),
        "section": reverse("dossiers:module", args=["papers"]),
        "file": reverse("applications:attachments", args=[row.pk]),
        "files": reverse("applications:attachments", args=[row.pk]),
    }


@pytest.mark.clause("KM2023-4.2")
@pytest.mark.parametrize("key", ["field", "record", "fact", "phone", "section", "file", "files"])
def test_each_defect_stands_where_it_is_mended_and_is_ticked_there(
    returned: tuple[Application, dict[str, Defect]], client_of: ClientOf, season: making.Season, key: str
) -> None:
    row, found = returned
    mine, address, one = client_of(season.cast.applicant), pages(row, found)[key], found[key]
    page = mine.get(address).content.decode()
    assert f'id="note-{one.id}"' in page and f"有误：{key}" in page
    assert f'form="tick-{one.id}"' in page
    answer = mine.post(
        reverse("applications:tick_defect", args=[row.pk, one.id]), {"done": "1", "back": address}
    )
    assert answer["Location"] == f"{address}?mend={one.id}#note-{one.id}"
    page = mine.get(answer["Location"]).content.decode()
    assert page.count(f'id="note-{one.id}"') == 1
    assert f'form="untick-{one.id}"' in page and f'form="tick-{one.id}"' not in page
    one.refresh_from_db()
    assert one.done_at is not None


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [("field", 'name="rank"', 'name="certificate"'), ("fact", 'name="employment"', 'name="post"'),
     ("phone", 'name="mobile"', 'name="ethnicity"')],
)  # fmt: skip
def test_a_note_stands_between_its_field_and_the_next(
    returned: tuple[Application, dict[str, Defect]], client_of: ClientOf, season: making.Season,
    key: str, before: str, after: str,
) -> None:  # fmt: skip
    row, found = returned
    page = client_of(season.cast.applicant).get(pages(row, found)[key]).content.decode()
    note = page.index(f'id="note-{found[key].id}"')
    assert page.index(before) < note
    assert after not in page or note < page.index(after)


def test_every_field_that_can_be_spoken_of_is_asked_on_its_page() -> None:
    assert set(FACTS) <= set(QualificationForm().fields)
    asked = set(Basics(number_tells=True).fields)
    assert {name.removesuffix("_masked") for name in BASICS_LABELS.keys() - NOT_ASKED} <= asked


def test_nothing_stands_on_other_pages_for_others_or_once_it_was_submitted_again(
    returned: tuple[Application, dict[str, Defect]], client_of: ClientOf, season: making.Season
) -> None:
    row, found = returned
    mine = client_of(season.cast.applicant)
    assert "有误" not in mine.get(reverse("dossiers:module", args=["patents"])).content.decode()
    theirs = client_of(season.cast.other_applicant)
    assert "有误" not in theirs.get(reverse("dossiers:module", args=["papers"])).content.decode()
    again(row)
    for address in pages(row, found).values():
        assert "有误" not in mine.get(address).content.decode()


def test_what_an_earlier_return_told_is_not_asked_for_again(
    returned: tuple[Application, dict[str, Defect]], client_of: ClientOf, season: making.Season
) -> None:
    row, found = returned
    again(row)
    with clock.at(AFTER_NOTICE + dt.timedelta(hours=1)):
        sent_back(season, row, actions.Found(Place("papers"), words="还缺论文"))
        mine = client_of(season.cast.applicant)
        page = mine.get(reverse("dossiers:module", args=["papers"])).content.decode()
        assert "还缺论文" in page and "有误" not in page
        assert "有误" not in mine.get(pages(row, found)["record"]).content.decode()


@pytest.mark.parametrize(
    "back",
    [
        "https://example.com/",
        "//example.com/apply/",
        "/apply/..//example.com",
        "/vetting/",
        "",
        "/dossier/\r\nX: y",
    ],
)
def test_a_tick_leads_nowhere_else(
    returned: tuple[Application, dict[str, Defect]], client_of: ClientOf, season: making.Season, back: str
) -> None:
    row, found = returned
    address = reverse("applications:tick_defect", args=[row.pk, found["field"].id])
    answer = client_of(season.cast.applicant).post(address, {"done": "1", "back": back})
    assert answer.status_code == 302
    assert answer["Location"].startswith(("/apply/", "/dossier/")) and "\n" not in answer["Location"]


@pytest.mark.clause("KM2023-4.1d")
def test_term_and_chances_stand_where_it_is_handed_in_again(
    season: making.Season, client_of: ClientOf
) -> None:
    row = ready.prepared(season)
    actions.pass_on(row, "同意推荐", ready.POINTS, season.cast.unit_officer, row.unit)
    for _round in range(2):
        Application.objects.filter(pk=row.pk).update(
            state="at_department", holder=season.cast.organisations["department"]
        )
        row.refresh_from_db()
        actions.send_back(
            row, "请修改", season.cast.department_officer, season.cast.organisations["department"],
            defects=[actions.Found(Place(), words="请核对")],
        )  # fmt: skip
        again(row) if _round == 0 else None
    Application.objects.filter(pk=row.pk).update(due_on=dt.date(2023, 8, 31))
    mine = client_of(season.cast.applicant)
    for name in ("applications:detail", "applications:check"):
        page = mine.get(reverse(name, args=[row.pk])).content.decode()
        assert "退回修改3次中已用2次，还剩1次" in page, name
        assert "2023年8月31日 24:00" in page, name
        assert "自单位首次审核通过后起计" in page, name
