"""遗失补办, and where a title counts: both stand on the certificate, its public page and its signed file."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from tests import making
from tests import scene as scenes
from tests.making import Season
from zhicheng.applications.states import State
from zhicheng.outcomes.actions.certifying import validity_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.register import actions
from zhicheng.register.models import Certificate, Replacement
from zhicheng.register.signed import content

ClientOf = Callable[[Account], Client]


@pytest.mark.clause("GUIDE-4")
def test_a_lost_certificate_is_replaced_on_record(season: Season, client_of: ClientOf) -> None:
    scene = scenes.build(season)
    Replacement.objects.all().delete()
    row, cast = scene.rows["certificate"], season.cast
    holder, city = client_of(row.person.account), client_of(cast.city_officer)
    assert holder.post(f"/certificates/mine/{row.id}/lost/", {"reason": ""}).status_code == 400
    assert holder.post(f"/certificates/mine/{row.id}/lost/", {"reason": "出差途中遗失"}).status_code == 302
    again = holder.post(f"/certificates/mine/{row.id}/lost/", {"reason": "出差途中遗失"})
    assert "已有一份补办申请" in again.content.decode()
    asked = Replacement.objects.get()
    assert "出差途中遗失" in city.get("/outcomes/certificates/").content.decode()
    assert client_of(cast.county_officer).post(f"/outcomes/replacements/{asked.id}/").status_code == 404
    assert city.post(f"/outcomes/replacements/{asked.id}/").status_code == 302
    row.refresh_from_db()
    asked.refresh_from_db()
    assert row.replaced_at == asked.granted_at
    assert asked.granted_by == cast.organisations["city_bureau"]
    shown = Client().get(f"/certificates/{row.token}/").content.decode()
    assert "遗失补办" in shown
    assert row.number in shown
    assert holder.get(f"/certificates/mine/{row.id}/certificate.pdf").content[:5] == b"%PDF-"
    with pytest.raises(Refused, match="已经补办"):
        actions.grant_replacement(asked, cast.city_officer, cast.organisations["city_bureau"])


def test_a_revoked_certificate_is_not_replaced(season: Season) -> None:
    row = scenes.build(season).rows["certificate"]
    cast = season.cast
    actions.revoke(row, "弄虚作假", cast.city_officer, cast.organisations["city_bureau"])
    with pytest.raises(Refused, match="撤销"):
        actions.ask_replacement(row, "遗失", row.person.account)
    with pytest.raises(Refused, match="撤销"):
        actions.grant_replacement(
            Replacement.objects.get(), cast.city_officer, cast.organisations["city_bureau"]
        )


@pytest.mark.clause("YN2020-2.1", "YN2020-2.4c")
def test_where_a_title_counts_is_on_the_certificate(season: Season) -> None:
    row = making.application(season, State.CONFIRMED)
    told = {"qualification": {"more": {"directed_area": "怒江"}}}
    assert validity_of(row, {}) == ""
    assert validity_of(row, told) == "定向使用：怒江"
    row.level = "中级"
    assert validity_of(row, told) == ""  # only senior titles are directed (E-44)
    row.kind, row.channel = "考核认定", "基层有效认定"
    assert validity_of(row, told) == "基层有效"


@pytest.mark.clause("YN2020-2.1")
def test_it_is_signed_and_shown_to_everybody(season: Season) -> None:
    row = scenes.build(season).rows["certificate"]
    assert "validity" not in content(row)  # as it always was
    limited = SimpleNamespace(**{f.attname: getattr(row, f.attname) for f in Certificate._meta.fields})
    limited.validity = "定向使用：怒江"
    assert content(limited)["validity"] == "定向使用：怒江"
    Certificate.objects.filter(pk=row.pk).update(validity="定向使用：怒江")
    shown = Client().get(f"/certificates/{row.token}/").content.decode()
    assert "定向使用：怒江" in shown
    assert "不能确认" in shown  # and no longer what the issuer signed
