"""One application handed in from several tabs at the same moment, as often as asked, on a SQLite file."""

from uuid import uuid4

from django.conf import settings
from django.core.management import call_command

from tests import cast as casting
from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.vetting.racing import at_once
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message

TABS = 6


def race(season: making.Season, number: int, *, same_form: bool) -> None:
    """One form sent TABS times at once, or TABS forms: one application, one receipt, one message, one number."""
    unit = season.cast.organisations["unit"]
    person = casting.person(f"53010219850101{number:03d}X", f"赛{number:03d}", unit)
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}{number}.pdf"), by=person.account)
    keys = [uuid4()] * TABS if same_form else [uuid4() for _tab in range(TABS)]
    rows = [Application.objects.get(pk=row.pk) for _tab in range(TABS)]
    results = at_once(
        *(
            lambda one=one, key=key: submit(one, by=person.account, key=key)
            for one, key in zip(rows, keys, strict=True)
        )
    )
    receipts = [one for one in results if isinstance(one, Submission)]
    others = [one for one in results if not isinstance(one, Submission)]
    assert len(receipts) == (TABS if same_form else 1), results
    assert all(isinstance(one, flow.MoveNotAllowed) for one in others), others
    sent = row.submissions.get()
    assert {one.pk for one in receipts} == {sent.pk}
    row.refresh_from_db()
    assert row.state == State.AT_UNIT
    assert Application.objects.filter(person=person).count() == 1
    assert Message.objects.filter(recipient=person.account_id, subject__contains=row.number).count() == 1


def main(many: int) -> int:
    """Race on the database of the settings, made anew; numbers are given without a gap."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    with clock.at(casting.NOON):
        season = making.open_season(casting.assemble())
        making.issued_standard()
        for number in range(many):
            race(season, number, same_form=number % 2 == 0)
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"KM2023-{number:06d}" for number in range(1, many + 1)]
    return 0
