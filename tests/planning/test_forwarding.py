"""转发通知: a county's bureau passes a call on, and its demands stand beside it in its area (DC2022-0)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests import making
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning import actions
from zhicheng.planning.models import Call, Forwarding

DEMANDS = "纸质材料一式两份，由乡镇（街道）统一收齐后报送。"
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def call(season: making.Season) -> Call:
    return season.session.call


def forward(call: Call, season: making.Season, **other: object) -> Forwarding:
    told = {"demands": DEMANDS, "hand_in_by": dt.date(2023, 7, 28), "inquiries": "0871-62120000", **other}
    return actions.forward_call(
        call, by=season.cast.county_officer, organisation=season.cast.organisations["county_bureau"], **told
    )


@pytest.mark.clause("DC2022-0")
def test_a_forwarded_call_shows_the_demands_in_the_area(
    season: making.Season, call: Call, client_of: ClientOf
) -> None:
    client = client_of(season.cast.county_officer)
    assert "未转发" in client.get(reverse("planning:forward_calls")).content.decode()
    answer = client.post(
        reverse("planning:forward_call", args=[call.id]),
        {"demands": DEMANDS, "hand_in_by": "2023-07-28", "inquiries": "0871-62120000"},
        follow=True,
    )
    assert "已转发" in answer.content.decode()
    page = Client().get(reverse("planning:call", args=[call.id])).content.decode()
    assert DEMANDS in page and "盘龙区人力资源和社会保障局转发" in page and "2023年7月28日" in page
    row = making.application(season, State.DRAFT)
    check = reverse("applications:check", args=[row.id])
    own = client_of(row.person.account)
    assert DEMANDS in own.get(check).content.decode()
    elsewhere = Organisation.objects.get(pk=season.cast.organisations["other_county_bureau"].pk)
    Organisation.objects.filter(pk=row.unit_id).update(place=elsewhere.place)
    assert DEMANDS not in own.get(check).content.decode()


@pytest.mark.parametrize(
    ("told", "field"),
    [({"demands": "  "}, "demands"), ({"hand_in_by": dt.date(2030, 1, 1)}, "hand_in_by")],
)
def test_what_is_wrong_is_explained_and_kept(
    season: making.Season, call: Call, client_of: ClientOf, told: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        forward(call, season, **told)
    assert refused.value.field == field
    typed = {"demands": DEMANDS, "hand_in_by": "2030-01-01"}
    answer = client_of(season.cast.county_officer).post(
        reverse("planning:forward_call", args=[call.id]), typed
    )
    assert answer.status_code == 400 and DEMANDS in answer.content.decode()
    assert not Forwarding.objects.exists()


def test_only_the_countys_bureau_forwards_what_is_published(season: making.Season, call: Call) -> None:
    cast = season.cast
    for by, organisation in (
        (cast.unit_officer, cast.organisations["county_bureau"]),
        (cast.city_officer, cast.organisations["city_bureau"]),
    ):
        with pytest.raises(Refused) as refused:
            actions.forward_call(
                call, demands=DEMANDS, hand_in_by=None, inquiries="", by=by, organisation=organisation
            )
        assert refused.value.status == 404
    call.published_at = None
    with pytest.raises(Refused):
        forward(call, season)


def test_words_are_demanded_by_the_database_too(season: making.Season, call: Call) -> None:
    row = forward(call, season, hand_in_by=None)
    with pytest.raises(IntegrityError):
        Forwarding.objects.create(
            call=call, bureau=row.bureau, demands="", published_at=clock.now(), by=row.by
        )
