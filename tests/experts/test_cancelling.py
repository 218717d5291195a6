"""A second draw needs a cancelled first, with a reason and a supervisor's signature; both stay on record."""

import copy
import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.experts import ready
from tests.making import Season
from zhicheng.experts import actions, queries, records, verifier
from zhicheng.experts.models import Draw
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.register.records import Broken, written
from zhicheng.signatures.actions import content_hash

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("draw_day")]
WHY = "一名抽取人员因公外出，当日不能到场"


def cancelled(draw: Draw, season: Season) -> Draw:
    """The unfinished draw, cancelled."""
    actions.ask_cancellation(draw, WHY, season.cast.office_officer)
    return actions.cancel_draw(draw, ready.code(), season.cast.supervisor)


def reopened(season: Season) -> Draw:
    """The session's next draw."""
    return actions.open_draw(
        season.session, ready.drawers(season), season.cast.supervisor, season.cast.office_officer
    )


@pytest.mark.clause("KM2023-4.4e")
def test_a_cancelled_draw_is_named_in_the_next_one(season: Season) -> None:
    """Story: a number is known already, a drawer is gone for good; the second draw's record tells of the first."""
    first = ready.checked(ready.opened(season), season)
    first = actions.reveal_number(first, ready.NUMBERS[0], season.cast.drawer_1)
    with pytest.raises(Refused, match="抽取只有一次"):
        reopened(season)
    first = cancelled(first, season)
    assert first.cancel_signature is not None
    assert first.cancel_signature.content_hash == content_hash(records.cancelled(first))
    with ready.on(ready.DRAW_DAY + dt.timedelta(minutes=5)):
        draw = ready.all_sign(ready.numbers_given(reopened(season), season), season)
    assert Draw.objects.filter(session=season.session).count() == 2
    loaded = queries.draw_of(season.session)
    assert loaded is not None and loaded.pk == draw.pk != first.pk
    file = records.file_of(loaded, names=True)
    assert file is not None
    (told,) = verifier.check(written(file))["frozen"]["cancelled"]
    assert (told["reason"], told["roster_hash"]) == (WHY, first.roster_hash)
    assert told["numbers"] == [ready.NUMBERS[0], "", ""]
    gone = records.cancelled_file(season.session)
    assert gone is not None
    assert verifier.check_cancelled(written(gone))["draws"][0]["cancelled"] == told
    for lie in (
        lambda one: one["frozen"]["roster"].pop(),
        lambda one: one["cancelled"].update(reason="另一个理由"),
        lambda one: one["names"].pop(),
        lambda one: one["signature"].update(purpose="draw_result"),
    ):
        wrong = copy.deepcopy(gone)
        lie(wrong["content"]["draws"][0])
        with pytest.raises(Broken):
            verifier.check_cancelled(written(wrong))
    assert queries.has_signed_draw(season.session) and len(queries.members(season.session)) == 11


def test_who_may_cancel(season: Season) -> None:
    cast = season.cast
    draw = ready.opened(season)
    with pytest.raises(Refused, match="没有提出"):
        actions.cancel_draw(draw, ready.code(), cast.supervisor)
    with pytest.raises(Refused, match="为什么"):
        actions.ask_cancellation(draw, " ", cast.office_officer)
    for stranger in (cast.other_office_officer, cast.supervisor, cast.drawer_1):
        with pytest.raises(Refused) as found:
            actions.ask_cancellation(draw, WHY, stranger)
        assert found.value.status == 404
    actions.ask_cancellation(draw, WHY, cast.office_officer)
    for stranger in (cast.office_officer, cast.drawer_1, cast.city_officer):
        with pytest.raises(Refused) as found:
            actions.cancel_draw(draw, ready.code(), stranger)
        assert found.value.status == 404
    with pytest.raises(Refused, match="动态码"):
        actions.cancel_draw(draw, "000000", cast.supervisor)
    assert Draw.objects.get().cancelled_at is None
    actions.cancel_draw(draw, ready.code(), cast.supervisor)
    for again in (
        lambda: actions.ask_cancellation(draw, WHY, cast.office_officer),
        lambda: actions.commit_number(draw, "a" * 64, cast.drawer_1),
        lambda: actions.make_deposit_key(draw, ready.key_of(draw).public, cast.supervisor),
    ):
        with pytest.raises(Refused, match="已经作废"):
            again()


@pytest.mark.clause("KM2023-4.4e")
def test_a_known_result_is_never_cancelled(season: Season) -> None:
    draw = ready.checked(ready.opened(season), season)
    actions.ask_cancellation(draw, WHY, season.cast.office_officer)
    for account, number in zip(ready.drawers(season), ready.NUMBERS, strict=True):
        draw = actions.reveal_number(draw, number, account)
    for late in (
        lambda: actions.ask_cancellation(draw, WHY, season.cast.office_officer),
        lambda: actions.cancel_draw(draw, ready.code(), season.cast.supervisor),
    ):
        with pytest.raises(Refused, match="结果已经产生"):
            late()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.update(cancelled_at=ready.DRAW_DAY)


def test_a_cancelled_draw_is_shown_to_everybody(
    season: Season, client_of: Callable[[Account], Client], client: Client
) -> None:
    cast, args = season.cast, [season.session.id]
    ready.opened(season)
    office, supervisor = client_of(cast.office_officer), client_of(cast.supervisor)
    ask, agree = (reverse(f"experts:{name}", args=args) for name in ("cancel", "agree"))
    assert office.post(ask, {"reason": ""}).status_code == 400
    assert office.post(ask, {"reason": WHY}).status_code == 302
    page = reverse("experts:draw", args=args)
    assert WHY in supervisor.get(page).content.decode()
    wrong = supervisor.post(agree, {"code": "000000"})
    assert wrong.status_code == 400 and "动态码" in wrong.content.decode()
    assert client_of(cast.drawer_1).post(agree, {"code": ready.code()}).status_code == 404
    assert supervisor.post(agree, {"code": ready.code()}).status_code == 302
    again = office.get(page).content.decode()
    assert WHY in again and "组织抽取" in again
    public = reverse("experts:published", args=args)
    assert WHY in client.get(public).content.decode()
    reopened(season)
    for told in (client.get(public), office.get(page)):
        assert WHY in told.content.decode() and "已于" in told.content.decode()
