"""Pages after the vote, by the ladder: works, wrong method, roles, anonymous, side effects, already done."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import making
from tests.outcomes import after_vote
from tests.outcomes.after_vote import AfterVote
from tests.outcomes.conftest import ClientOf
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.outcomes.models import Confirmation, TitleDocument
from zhicheng.people.models import Account
from zhicheng.planning.models import Filing
from zhicheng.register.models import Certificate

MOST_STATEMENTS = 15
STRANGERS = (
    "applicant", "other_applicant", "unit_officer", "department_officer", "other_office_officer",
    "wrong_county_officer", "county_officer", "expert",
)  # fmt: skip


def refused_to(
    client_of: ClientOf, voted: AfterVote, address: str, *allowed: str, method: str = "get"
) -> None:
    """Strangers and readers who may not act get 404; visitors are sent to log in."""
    for name in STRANGERS:
        if name not in allowed:
            answer = getattr(client_of(voted.cast.accounts[name]), method)(address)
            assert answer.status_code == 404, (name, address)
    visitor = getattr(Client(), method)(address)
    assert visitor.status_code == 302
    assert "/account/login/" in visitor["Location"]


def text(client: Client, address: str, **data: Any) -> str:
    answer = client.get(address, data)
    assert answer.status_code == 200
    return answer.content.decode()


def statements(client: Client, address: str) -> int:
    """How many SQL statements the page costs once what is kept in memory has been read."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


class TestResults:
    def test_shows_who_passed_and_links_to_the_notice(self, voted: AfterVote, client_of: ClientOf) -> None:
        address = f"/outcomes/sessions/{voted.season.session.pk}/results/"
        page = text(client_of(voted.cast.office_officer), address)
        assert "李文静" in page
        assert voted.not_passed[0].applicant_name in page
        assert "9/10" in page
        assert f"/notices/sessions/{voted.season.session.pk}/result/open/" in page
        assert "报会后备案" not in page.split("<h2>会后备案")[1].split("<h2>")[0].replace(
            "由组建单位报会后备案", ""
        )
        notice = voted.post()
        assert f"/notices/{notice.pk}/" in text(client_of(voted.cast.office_officer), address)

    def test_readers_read_and_only_the_office_files(self, voted: AfterVote, client_of: ClientOf) -> None:
        address = f"/outcomes/sessions/{voted.season.session.pk}/results/"
        for reader in ("city_officer", "province_officer", "supervisor"):
            page = text(client_of(voted.cast.accounts[reader]), address)
            assert "发布评审结果公示" not in page
        refused_to(client_of, voted, address)
        refused_to(client_of, voted, address + "file/", method="post")
        for reader in ("city_officer", "supervisor"):
            assert client_of(voted.cast.accounts[reader]).post(address + "file/").status_code == 404
        assert client_of(voted.cast.office_officer).get(address + "file/").status_code == 405
        assert client_of(voted.cast.office_officer).post(address).status_code == 405

    def test_files_once(self, voted: AfterVote, client_of: ClientOf) -> None:
        voted.close(voted.post())
        office = client_of(voted.cast.office_officer)
        address = f"/outcomes/sessions/{voted.season.session.pk}/results/"
        with clock.at(after_vote.NOTICE_OVER):
            page = text(office, address)
            assert "最迟 2023年11月10日" in page
            assert office.post(address + "file/").status_code == 302
            assert "待答复" in text(office, address)
            again = office.post(address + "file/")
            assert again.status_code == 409
            assert "不能重复报送" in again.content.decode()
            made = office.get(address + "filing.pdf")
        assert made["Content-Type"] == "application/pdf"
        assert Filing.objects.filter(kind=Filing.Kind.POST_MEETING).count() == 1

    def test_the_filing_has_no_pdf_before_it_is_made(self, voted: AfterVote, client_of: ClientOf) -> None:
        address = f"/outcomes/sessions/{voted.season.session.pk}/results/filing.pdf"
        assert client_of(voted.cast.office_officer).get(address).status_code == 404

    def test_costs_the_same_for_one_and_three(self, season: making.Season, client_of: ClientOf) -> None:
        after_vote.vote(season, passed=1, not_passed=0)
        office = client_of(season.cast.office_officer)
        address = f"/outcomes/sessions/{season.session.pk}/results/"
        one = statements(office, address)
        for place in range(2, 5):
            making.application(season, State.PASSED, person=after_vote._somebody(season.cast, place))
        assert statements(office, address) == one <= MOST_STATEMENTS


class TestDocument:
    def test_the_issuer_previews_and_issues(self, voted: AfterVote, client_of: ClientOf) -> None:
        voted.answer()
        province = client_of(voted.cast.province_officer)
        address = f"/outcomes/sessions/{voted.season.session.pk}/document/"
        with clock.at(after_vote.DOCUMENTED):
            assert voted.season.committee.name in text(province, "/outcomes/")
            assert "李文静" in text(province, address)
            draft = province.get(address + "preview.pdf", {"number": "云人社职〔2023〕5号"})
            assert draft["Content-Type"] == "application/pdf"
            wrong = province.post(address, {"number": after_vote.NUMBER, "issued_on": "2023-11-01"})
            assert wrong.status_code == 409
            assert after_vote.NUMBER in wrong.content.decode()
            assert province.post(address, {"number": "", "issued_on": "x"}).status_code == 400
            done = province.post(address, {"number": after_vote.NUMBER, "issued_on": "2023-11-16"})
            assert done.status_code == 302
            assert "没有待发文的人员" in text(province, address)
            assert province.get(address + "preview.pdf").status_code == 409
        document = TitleDocument.objects.get()
        pdf = province.get(f"/outcomes/documents/{document.pk}/document.pdf")
        assert b"".join(pdf).startswith(b"%PDF")
        document.refresh_from_db()
        assert document.file is None  # reading keeps nothing: that is the worker's

    def test_others_read_but_do_not_issue(self, voted: AfterVote, client_of: ClientOf) -> None:
        document = voted.issue()
        address = f"/outcomes/sessions/{voted.season.session.pk}/document/"
        facts = {"number": "云人社职〔2023〕57号", "issued_on": "2023-11-16"}
        for reader in ("office_officer", "city_officer", "supervisor"):
            someone = client_of(voted.cast.accounts[reader])
            assert after_vote.NUMBER in text(someone, address)
            assert someone.post(address, facts).status_code == 404
            assert someone.get(address + "preview.pdf").status_code == 404
        refused_to(client_of, voted, address)
        refused_to(client_of, voted, address, method="post")
        refused_to(client_of, voted, f"/outcomes/documents/{document.pk}/document.pdf")


class TestSeal:
    def test_confirms_the_ticked_each_on_its_own(self, voted: AfterVote, client_of: ClientOf) -> None:
        voted.issue()
        city = client_of(voted.cast.city_officer)
        address = f"/outcomes/sessions/{voted.season.session.pk}/seal/"
        Application.objects.filter(pk=voted.passed[1].pk).update(audited_at=None)
        with clock.at(after_vote.CONFIRMED):
            assert voted.season.committee.name in text(city, "/outcomes/")
            assert after_vote.NUMBER in text(city, address)
            ticked = {"applications": [str(row.pk) for row in voted.passed]}
            answer = city.post(address + "confirm/", ticked, follow=True)
            page = answer.content.decode()
            assert "已确认1项" in page
            assert f"{voted.passed[1].applicant_name}没有确认" in page
            assert Confirmation.objects.count() == 1
            again = city.post(address + "confirm/", {"applications": [str(voted.passed[0].pk)]}, follow=True)
            assert "没有重复确认" in again.content.decode()
            none = city.post(address + "confirm/", {}, follow=True)
            assert "请先勾选" in none.content.decode()
        assert Confirmation.objects.count() == 1

    def test_another_sessions_application_is_not_confirmed_here(
        self, voted: AfterVote, client_of: ClientOf
    ) -> None:
        voted.issue()
        Application.objects.filter(pk=voted.passed[0].pk).update(session=None)
        city = client_of(voted.cast.city_officer)
        address = f"/outcomes/sessions/{voted.season.session.pk}/seal/confirm/"
        city.post(address, {"applications": [str(voted.passed[0].pk), "nonsense"]})
        assert Confirmation.objects.count() == 0

    def test_wrong_roles_and_methods(self, voted: AfterVote, client_of: ClientOf) -> None:
        voted.issue()
        session, row = voted.season.session, voted.passed[0]
        address = f"/outcomes/sessions/{session.pk}/seal/"
        refused_to(client_of, voted, address)
        refused_to(client_of, voted, address + "confirm/", method="post")
        refused_to(client_of, voted, f"/outcomes/applications/{row.pk}/refuse/")
        refused_to(client_of, voted, f"/outcomes/applications/{row.pk}/refuse/", method="post")
        for reader in ("office_officer", "province_officer", "supervisor"):
            someone = client_of(voted.cast.accounts[reader])
            assert "确认所选结果并盖章" not in text(someone, address)
            ticked = {"applications": [str(row.pk)]}
            assert someone.post(address + "confirm/", ticked).status_code == 404
            assert someone.get(f"/outcomes/applications/{row.pk}/refuse/").status_code == 404
        assert client_of(voted.cast.city_officer).get(address + "confirm/").status_code == 405
        assert Confirmation.objects.count() == 0

    def test_refuses_with_a_reason(self, voted: AfterVote, client_of: ClientOf) -> None:
        voted.issue()
        city = client_of(voted.cast.city_officer)
        address = f"/outcomes/applications/{voted.passed[0].pk}/refuse/"
        assert "不予核准李文静" in text(city, address)
        assert city.post(address, {"reason": ""}).status_code == 400
        assert city.post(address, {"reason": "审核记录与材料不符。"}).status_code == 302
        assert Application.objects.get(pk=voted.passed[0].pk).state == State.REFUSED
        late = city.post(address, {"reason": "再写一次的理由"})
        assert late.status_code == 409
        assert "再写一次的理由" in late.content.decode()
        seal = text(city, f"/outcomes/sessions/{voted.season.session.pk}/seal/")
        assert "审核记录与材料不符。" in seal

    def test_costs_the_same_for_one_and_three(self, season: making.Season, client_of: ClientOf) -> None:
        voted = after_vote.vote(season, passed=3, not_passed=0)
        voted.confirm()
        city = client_of(voted.cast.city_officer)
        address = f"/outcomes/sessions/{season.session.pk}/seal/"
        three = statements(city, address)
        Confirmation.objects.exclude(application=voted.passed[0]).delete()
        assert statements(city, address) == three <= MOST_STATEMENTS


class TestCertificates:
    def test_listed_for_readers_and_found_by_bureaus(self, voted: AfterVote, client_of: ClientOf) -> None:
        certificate = voted.certify()[0]
        address = f"/outcomes/sessions/{voted.season.session.pk}/certificates/"
        for reader in ("office_officer", "supervisor", "city_officer", "province_officer"):
            assert certificate.number in text(client_of(voted.cast.accounts[reader]), address)
        refused_to(client_of, voted, address)
        city = client_of(voted.cast.city_officer)
        assert certificate.number in text(city, "/outcomes/certificates/")
        assert certificate.number in text(city, "/outcomes/certificates/", q=certificate.number)
        assert certificate.number not in text(city, "/outcomes/certificates/", q="没有这个人")
        assert certificate.number in text(city, "/outcomes/certificates/", before="nonsense")
        assert certificate.number not in text(city, "/outcomes/certificates/", before=str(certificate.pk))
        county = client_of(voted.cast.county_officer)
        assert certificate.number not in text(county, "/outcomes/certificates/")
        refused_to(client_of, voted, "/outcomes/certificates/", "county_officer", "wrong_county_officer")
        refused_to(client_of, voted, "/outcomes/", "county_officer", "wrong_county_officer")

    def test_revoking_needs_a_reason_and_the_holders_name(
        self, voted: AfterVote, client_of: ClientOf
    ) -> None:
        certificate = voted.certify()[0]
        address = f"/outcomes/certificates/{certificate.pk}/revoke/"
        city = client_of(voted.cast.city_officer)
        assert "撤销李文静的证书" in text(city, address)
        wrong = city.post(address, {"reason": "查实业绩造假。", "holder": "别人"})
        assert wrong.status_code == 400
        assert "查实业绩造假。" in wrong.content.decode()
        certificate.refresh_from_db()
        assert certificate.revoked_at is None
        assert city.post(address, {"reason": "查实业绩造假。", "holder": "李文静"}).status_code == 302
        certificate.refresh_from_db()
        assert certificate.revoked_at is not None
        assert "查实业绩造假。" in text(city, address)
        assert city.post(address, {"reason": "再次", "holder": "李文静"}).status_code == 409
        public = Client().get(f"/certificates/{certificate.token}/").content.decode()
        assert "已撤销" in public
        assert "查实业绩造假。" not in public

    def test_strangers_do_not_revoke(self, voted: AfterVote, client_of: ClientOf) -> None:
        certificate = voted.certify()[0]
        address = f"/outcomes/certificates/{certificate.pk}/revoke/"
        refused_to(client_of, voted, address)
        refused_to(client_of, voted, address, method="post")
        assert client_of(voted.cast.office_officer).post(address).status_code == 404
        assert not Certificate.objects.filter(revoked_at__isnull=False).exists()


class TestApplicant:
    def test_the_result_is_told_once_it_is_released(self, season: making.Season, client_of: ClientOf) -> None:
        voted = after_vote.counted(season)
        address = f"/outcomes/applications/{voted.passed[0].pk}/"
        applicant = client_of(voted.cast.applicant)
        assert "结果还没有公布" in text(applicant, address)
        voted.release()
        assert "同意9、不同意1、弃权0" in text(applicant, address)
        voted.post()
        page = text(applicant, address)
        assert "同意9、不同意1、弃权0" in page
        assert "/notices/" in page

    def test_up_to_seal_and_certificate(self, voted: AfterVote, client_of: ClientOf) -> None:
        certificate = voted.certify()[0]
        applicant = client_of(voted.cast.applicant)
        page = text(applicant, f"/outcomes/applications/{voted.passed[0].pk}/")
        for words in (after_vote.NUMBER, certificate.number, "2024年1月20日以前", "评审表"):
            assert words in page

    def test_only_ones_own(self, voted: AfterVote, client_of: ClientOf) -> None:
        address = f"/outcomes/applications/{voted.passed[0].pk}/"
        refused_to(client_of, voted, address, "applicant")
        assert client_of(voted.cast.city_officer).get(address).status_code == 404
        assert client_of(voted.cast.applicant).post(address).status_code == 405

    @pytest.mark.clause("KM2023-4.5")
    def test_the_form_carries_the_confirmation(self, voted: AfterVote, client_of: ClientOf) -> None:
        row = voted.passed[0]
        address = f"/outcomes/applications/{row.pk}/review-form.pdf"
        voted.issue()
        assert client_of(voted.cast.applicant).get(address).status_code == 404
        _give_content(row)
        with clock.at(after_vote.CONFIRMED):
            from_city: Account = voted.cast.city_officer
            client_of(from_city).post(
                f"/outcomes/sessions/{voted.season.session.pk}/seal/confirm/", {"applications": [str(row.pk)]}
            )
        for reader in ("applicant", "office_officer", "city_officer", "province_officer"):
            answer = client_of(voted.cast.accounts[reader]).get(address)
            assert answer["Content-Type"] == "application/pdf", reader
        refused_to(client_of, voted, address, "applicant", "county_officer")
        assert client_of(voted.cast.county_officer).get(address).status_code == 404


def _give_content(row: Application) -> None:
    """What was submitted, in full shape."""
    submission = row.submissions.get()
    submission.content = {
        "number": row.number,
        "cover": {
            "unit": row.unit.name,
            "title": row.title,
            "series": row.series,
            "profession": row.profession,
            "level": row.level,
            "kind": row.kind,
            "channel": row.channel,
            "committee": "昆明市机电工程高级工程师评审委员会",
            "year": 2023,
        },
        "basics": {
            "name": row.applicant_name,
            "sex": "女",
            "birth_date": dt.date(1985, 5, 6).isoformat(),
            "ethnicity": "汉族",
            "political_status": "群众",
        },
        "records": {},
    }
    submission.save()


def test_the_bureaus_lists_cost_the_same_for_one_and_three(voted: AfterVote, client_of: ClientOf) -> None:
    voted.certify()
    city = client_of(voted.cast.city_officer)
    addresses = (f"/outcomes/sessions/{voted.season.session.pk}/certificates/", "/outcomes/certificates/")
    two = [statements(city, address) for address in addresses]
    Confirmation.objects.filter(application=voted.passed[1]).delete()
    Certificate.objects.filter(holder_name=voted.passed[1].applicant_name).delete()
    assert [statements(city, address) for address in addresses] == two
    assert max(two) <= MOST_STATEMENTS
    assert statements(city, "/outcomes/") <= MOST_STATEMENTS


def test_the_applicants_desk_leads_to_the_result(season: making.Season, client_of: ClientOf) -> None:
    voted = after_vote.counted(season)
    address = f"/outcomes/applications/{voted.passed[0].pk}/"
    applicant = client_of(voted.cast.applicant)
    assert address not in text(applicant, "/desk/")
    voted.release()
    assert address in text(applicant, "/desk/")
