"""同行评议: who is drawn works in a profession that the committee reviews (YN2020-4.3)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.making import Season
from zhicheng.experts import queries
from zhicheng.experts.models import Expert

pytestmark = pytest.mark.django_db


@pytest.mark.clause("YN2020-4.3")
def test_only_peers_of_the_profession_are_drawn(season: Season) -> None:
    peer, other, unnamed = season.cast.experts[:3]
    Expert.objects.filter(pk=peer.pk).update(profession="电气")
    Expert.objects.filter(pk=other.pk).update(profession="建筑工程")
    Expert.objects.filter(pk=unnamed.pk).update(profession="工业机器人")
    unfit = queries.misfits(season.session)
    assert [unfit(Expert.objects.get(pk=one.pk)) for one in (peer, other, unnamed)] == ["", "专业不符", ""]
    roster = queries.roster(season.session)
    assert str(other.pk) not in roster
    assert {str(peer.pk), str(unnamed.pk)} <= set(roster)


def test_the_pool_says_why_somebody_cannot_be_drawn(season: Season) -> None:
    Expert.objects.filter(pk=season.cast.experts[0].pk).update(profession="建筑工程")
    Expert.objects.filter(pk=season.cast.experts[1].pk).update(level="中级")
    office = Client()
    office.force_login(season.cast.office_officer)
    page = office.get(reverse("experts:pool", args=[season.session.id])).content.decode()
    assert "专业不符" in page and "层级不足" in page and "可抽取" in page
