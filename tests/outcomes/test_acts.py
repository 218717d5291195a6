"""From the result notice to the certificate, each act with what it refuses."""

import datetime as dt

import pytest
from django.db import transaction

from tests import making
from tests.outcomes import after_vote
from tests.outcomes.after_vote import AfterVote
from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.outcomes import actions, queries
from zhicheng.outcomes.models import Confirmation
from zhicheng.people.errors import Refused
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Committee, Filing, GateReached
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import NoticeEntry
from zhicheng.register.models import Certificate


def states(rows: list[Application]) -> set[str]:
    return set(Application.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))


def gates(voted: AfterVote) -> set[str]:
    return set(GateReached.objects.filter(session=voted.season.session).values_list("gate", flat=True))


class TestFiling:
    @pytest.mark.clause("KM2023-4.4h")
    def test_lists_who_passed_without_objection(self, voted: AfterVote) -> None:
        filing = voted.file()
        assert [row[1] for row in filing.content["list"]] == [row.applicant_name for row in voted.passed]
        assert filing.content["voted"] == 3
        assert filing.content["not_passed"] == 1
        assert "5个工作日" in filing.content["publicity"]
        assert filing.kind == Filing.Kind.POST_MEETING
        assert "result_notice" in gates(voted)

    @pytest.mark.clause("YN2020-3.2", "GUIDE-1.3.3")
    def test_waits_for_the_end_of_the_notice(self, voted: AfterVote) -> None:
        with clock.at(after_vote.POSTED), pytest.raises(Refused, match="没有公示"):
            actions.file_results(voted.season.session, voted.cast.office_officer)
        voted.post()
        with clock.at(after_vote.NOTICE_OVER), pytest.raises(Refused, match="没有结束"):
            actions.file_results(voted.season.session, voted.cast.office_officer)

    def test_nobody_who_passed_is_left_out(self, voted: AfterVote) -> None:
        with clock.at(after_vote.POSTED):
            notice = notices.open_session_notice(
                voted.season.session, "result", voted.passed[:1], "门户网站", voted.cast.office_officer
            )
        voted.close(notice)
        with clock.at(after_vote.NOTICE_OVER), pytest.raises(Refused, match="1名评审通过的人员没有公示"):
            actions.file_results(voted.season.session, voted.cast.office_officer)

    @pytest.mark.clause("YN2020-3.2")
    def test_leaves_out_who_was_struck_by_an_objection(self, voted: AfterVote) -> None:
        notice = voted.post()
        with clock.at(after_vote.POSTED):
            entry = NoticeEntry.objects.get(notice=notice, application=voted.passed[1])
            objection = notices.object_to(entry, "业绩不实。")
            notices.uphold_objection(objection, "属实。", voted.cast.office_officer)
        voted.close(notice)
        with clock.at(after_vote.NOTICE_OVER):
            filing = actions.file_results(voted.season.session, voted.cast.office_officer)
        assert filing.content["applications"] == [str(voted.passed[0].pk)]
        assert queries.results(voted.season.session).struck == [voted.passed[1]]

    def test_a_meeting_that_nobody_passed_is_filed_too(self, season: making.Season) -> None:
        voted = after_vote.vote(season, passed=0, not_passed=2)
        with clock.at(after_vote.POSTED):
            filing = actions.file_results(season.session, voted.cast.office_officer)
        assert filing.content["list"] == []

    def test_not_before_the_meeting_is_closed(self, season: making.Season) -> None:
        with clock.at(after_vote.POSTED), pytest.raises(Refused, match="没有宣布结束"):
            actions.file_results(season.session, season.cast.office_officer)

    def test_only_by_the_organisers_office(self, voted: AfterVote) -> None:
        voted.close(voted.post())
        for stranger in (voted.cast.other_office_officer, voted.cast.city_officer, voted.cast.applicant):
            with clock.at(after_vote.NOTICE_OVER), pytest.raises(Refused) as refused:
                actions.file_results(voted.season.session, stranger)
            assert refused.value.status == 404

    def test_the_accepted_list_alone_moves_on(self, voted: AfterVote) -> None:
        filing = voted.file()
        assert actions.take_answered_filings() == 0
        with clock.at(after_vote.ANSWERED):
            planning.pass_filing(filing=filing, by=voted.cast.city_officer, organisation=voted.city)
            planning.answer_filing(
                filing=filing, accepted=True, by=voted.cast.province_officer, organisation=voted.province
            )
            assert actions.take_answered_filings() == 2
            assert actions.take_answered_filings() == 0
        assert states(voted.passed) == {State.POST_FILED}
        assert states(voted.not_passed) == {State.NOT_PASSED}


class TestDocument:
    @pytest.mark.clause("YN2023-4.4")
    def test_names_everybody_who_is_filed(self, voted: AfterVote) -> None:
        document = voted.issue()
        assert states(voted.passed) == {State.DOCUMENTED}
        assert document.holders.count() == 2
        assert document.obtained_on == dt.date(2023, 10, 20)
        assert document.issuer == voted.province
        assert "document" in gates(voted)

    def refusal(self, voted: AfterVote, **other: object) -> Refused:
        facts = {
            "number": after_vote.NUMBER,
            "issued_on": dt.date(2023, 11, 16),
            "by": voted.cast.province_officer,
            "organisation": voted.province,
            **other,
        }
        with clock.at(after_vote.DOCUMENTED), pytest.raises(Refused) as refused:
            actions.issue_document(voted.season.session, **facts)
        return refused.value

    @pytest.mark.clause("YN2023-4.4")
    def test_only_the_province_issues_senior_ones(self, voted: AfterVote) -> None:
        voted.answer()
        for officer, bureau in (("city_officer", voted.city), ("county_officer", voted.province)):
            found = self.refusal(voted, by=voted.cast.accounts[officer], organisation=bureau)
            assert found.status == 404
        assert queries.document_issuer(voted.season.session) == voted.province

    def test_the_day_lies_between_filing_and_today(self, voted: AfterVote) -> None:
        voted.answer()
        assert self.refusal(voted, issued_on=dt.date(2023, 11, 1)).field == "issued_on"
        assert self.refusal(voted, issued_on=dt.date(2023, 11, 17)).field == "issued_on"
        assert self.refusal(voted, number="  ").field == "number"

    @pytest.mark.clause("DC2022-1.6")
    def test_not_before_the_filing_is_accepted_and_not_twice(self, voted: AfterVote) -> None:
        voted.file()
        assert "会后备案" in self.refusal(voted).message

    def test_a_number_serves_once(self, voted: AfterVote) -> None:
        document = voted.issue()
        assert "没有已经会后备案" in self.refusal(voted, number="云人社职〔2023〕57号").message
        Application.objects.filter(pk=voted.passed[0].pk).update(state=State.POST_FILED)
        document.holders.filter(application=voted.passed[0]).delete()
        assert self.refusal(voted).field == "number"


class TestConfirmation:
    @pytest.mark.clause("KM2023-4.5")
    def test_seals_number_and_title(self, voted: AfterVote) -> None:
        voted.confirm()
        made = Confirmation.objects.get(application=voted.passed[0])
        assert made.document.number == after_vote.NUMBER
        assert made.bureau == voted.city
        assert made.signature.organisation == voted.city
        assert states(voted.passed) == {State.CONFIRMED}
        assert "seal" in gates(voted)

    @pytest.mark.clause("KM2023-4.5")
    def test_needs_an_issued_document(self, voted: AfterVote) -> None:
        voted.answer()
        with pytest.raises(MoveNotAllowed):
            actions.confirm_result(voted.passed[0], voted.cast.city_officer, voted.city)
        Application.objects.filter(pk=voted.passed[0].pk).update(state=State.DOCUMENTED)
        with pytest.raises(Refused, match="任职资格文件"):
            actions.confirm_result(voted.passed[0], voted.cast.city_officer, voted.city)

    @pytest.mark.clause("KM2023-3.1")
    def test_needs_an_audited_application(self, voted: AfterVote) -> None:
        voted.issue()
        Application.objects.filter(pk=voted.passed[0].pk).update(audited_at=None)
        with pytest.raises(Refused, match="不予核准发证"):
            actions.confirm_result(voted.passed[0], voted.cast.city_officer, voted.city)

    def test_only_by_the_bureau_that_confirms(self, voted: AfterVote) -> None:
        voted.issue()
        county = voted.cast.organisations["county_bureau"]
        for officer, bureau in (
            ("province_officer", voted.province),
            ("county_officer", county),
            ("county_officer", voted.city),
        ):
            for act in (
                lambda who, of: actions.confirm_result(voted.passed[0], who, of),
                lambda who, of: actions.refuse_confirmation(voted.passed[0], "不符", who, of),
            ):
                with pytest.raises(Refused) as refused:
                    act(voted.cast.accounts[officer], bureau)
                assert refused.value.status == 404

    def test_several_are_checked_one_by_one(self, voted: AfterVote) -> None:
        voted.issue()
        Application.objects.filter(pk=voted.passed[0].pk).update(audited_at=None)
        found = actions.confirm_results(voted.passed, voted.cast.city_officer, voted.city)
        assert [bool(why) for _row, why in found] == [True, False]
        assert Confirmation.objects.count() == 1
        assert "seal" not in gates(voted)
        again = actions.confirm_results(voted.passed[1:], voted.cast.city_officer, voted.city)
        assert "已确认" in again[0][1]

    def test_a_refusal_says_why_and_ends_it(self, voted: AfterVote) -> None:
        voted.issue()
        with pytest.raises(Refused, match="理由"):
            actions.refuse_confirmation(voted.passed[0], " ", voted.cast.city_officer, voted.city)
        actions.refuse_confirmation(voted.passed[0], "审核记录不符。", voted.cast.city_officer, voted.city)
        actions.confirm_result(voted.passed[1], voted.cast.city_officer, voted.city)
        assert states(voted.passed[:1]) == {State.REFUSED}
        assert "seal" in gates(voted)


class TestWhoConfirms:
    """KM2023-4.5 over tiers and levels: the two functions and the two conditions say the same."""

    @pytest.mark.clause("KM2023-4.5")
    @pytest.mark.parametrize(
        ("tier", "level", "place", "issuer", "confirmer"),
        [
            ("city", "高级", "kunming", "province", "city_bureau"),
            ("city", "中级", "kunming", "city_bureau", "city_bureau"),
            ("unit", "中级", "kunming", "city_bureau", "city_bureau"),
            ("county", "中级", "panlong", "county_bureau", "county_bureau"),
            ("zone", "中级", "dongchuan", "other_county_bureau", "other_county_bureau"),
            ("county", "高级", "panlong", "province", "city_bureau"),
        ],
    )
    def test_by_tier_and_level(
        self, season: making.Season, tier: str, level: str, place: str, issuer: str, confirmer: str
    ) -> None:
        cast, session = season.cast, season.session
        Committee.objects.filter(pk=season.committee.pk).update(
            tier=tier, level=level, place=cast.places[place]
        )
        season.committee.refresh_from_db()
        session.committee = season.committee
        making.application(season, State.POST_FILED)
        assert queries.document_issuer(session) == cast.organisations[issuer]
        assert queries.confirming_bureau(session) == cast.organisations[confirmer]
        for key in ("province", "city_bureau", "county_bureau", "other_county_bureau"):
            bureau = cast.organisations[key]
            issued = queries.sessions_waiting(queries.issued_by(bureau), State.POST_FILED)
            confirmed = queries.sessions_waiting(queries.confirmed_by(bureau), State.POST_FILED)
            assert issued.exists() is (key == issuer)
            assert confirmed.exists() is (key == confirmer)


class TestCertificates:
    @pytest.mark.clause("YN2023-3.3")
    def test_follow_the_seal_by_themselves(self, voted: AfterVote) -> None:
        certificates = voted.certify()
        assert [one.holder_name for one in certificates] == [row.applicant_name for row in voted.passed]
        assert states(voted.passed) == {State.CERTIFIED}
        assert certificates[0].issuer == voted.city
        assert certificates[0].issuer_name == voted.city.name
        assert certificates[0].unit_name == "昆明机电设计研究院"
        assert {"seal", "certificates"} <= gates(voted)
        assert actions.issue_waiting_certificates() == 0

    def test_one_that_cannot_be_issued_does_not_hold_up_the_others(
        self, voted: AfterVote, caplog: pytest.LogCaptureFixture
    ) -> None:
        voted.confirm()
        Application.objects.filter(pk=voted.passed[0].pk).update(audited_at=None)
        assert actions.issue_waiting_certificates() == 1
        assert str(voted.passed[0].pk) in caplog.text
        assert Certificate.objects.get().holder_name == voted.passed[1].applicant_name

    def test_none_for_titles_before_2022(self, voted: AfterVote) -> None:
        document = voted.issue()
        document.obtained_on = dt.date(2021, 12, 31)
        document.save()
        actions.confirm_results(voted.passed, voted.cast.city_officer, voted.city)
        assert actions.issue_waiting_certificates() == 0
        made = Confirmation.objects.select_related("application").get(application=voted.passed[0])
        with pytest.raises(Refused, match="2022年以前"), transaction.atomic():
            actions.issue_certificate(made)

    @pytest.mark.clause("GUIDE-1.1.1")
    def test_revoking_ends_the_title_and_enters_the_file(self, voted: AfterVote) -> None:
        certificate = voted.certify()[0]
        with clock.at(making.day(2023, 12, 1, 9)):
            actions.revoke_certificate(certificate, "业绩造假。", voted.cast.city_officer, voted.city)
        certificate.refresh_from_db()
        assert certificate.revoked_by == voted.city
        assert states(voted.passed[:1]) == {State.REVOKED}
        record = IntegrityRecord.objects.get(person=certificate.person)
        assert record.until == dt.date(2026, 11, 30)
        with pytest.raises(Refused, match="已经撤销"):
            actions.revoke_certificate(certificate, "再次。", voted.cast.city_officer, voted.city)

    def test_revoked_by_its_bureau_or_one_above_alone(self, voted: AfterVote) -> None:
        certificate = voted.certify()[0]
        cast = voted.cast
        county = cast.organisations["county_bureau"]
        for who, bureau in (
            (cast.county_officer, county),
            (cast.office_officer, voted.city),
            (cast.applicant, voted.city),
        ):
            with pytest.raises(Refused) as refused:
                actions.revoke_certificate(certificate, "业绩造假。", who, bureau)
            assert refused.value.status == 404
        with pytest.raises(Refused, match="理由"):
            actions.revoke_certificate(certificate, "  ", cast.city_officer, voted.city)
        assert IntegrityRecord.objects.count() == 0
        actions.revoke_certificate(certificate, "业绩造假。", cast.province_officer, voted.province)
