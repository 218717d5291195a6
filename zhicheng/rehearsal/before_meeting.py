"""What bureaus look into before a meeting: titles from elsewhere, and the spot check."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from zhicheng.applications.models import Application
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import SpotCheck
from zhicheng.people.models import Membership, Organisation
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice
from zhicheng.title_confirmation import actions as titles
from zhicheng.title_confirmation import queries as title_queries
from zhicheng.title_confirmation.models import TitleList

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

DAY = dt.timedelta(days=1)


def report_titles(year: "CommitteeYear", rows: list[Application]) -> None:
    """The list of titles from elsewhere; each bureau answers on it three days later."""
    if not title_queries.to_list(year.session):
        return
    officer = year.office.officer
    year.stage.must_refuse(
        "a notice before the titles from elsewhere are reported", notices.open_session_notice,
        year.session, Notice.Kind.PRE_MEETING, rows, "组建单位门户网站", officer,
    )  # fmt: skip
    for found in titles.send_lists(year.session, officer):
        year.stage.later(DAY * 3, answer_titles, year, found)


def answer_titles(year: "CommitteeYear", found: TitleList) -> None:
    """The bureau looks the titles up; one it does not find."""
    desk = year.world.desk(found.bureau, Membership.Role.BUREAU)
    answers = {}
    for entry in found.entries.select_related("application"):
        applicant = year.applicants.get(str(entry.person_id))
        found_out = applicant is not None and applicant.fate == "title_not_confirmed"
        answers[entry.id] = (
            titles.Answer(False, "向原发证单位核实，查无此证。") if found_out else titles.Answer(True)
        )
    titles.answer_list(found, answers, by=desk.officer, organisation=desk.organisation)


def spot_check(year: "CommitteeYear") -> None:
    """The city draws a tenth of a senior meeting's people, everybody of the others; findings the next day."""
    bureau = Organisation.objects.get(kind=Organisation.Kind.CITY_BUREAU)
    city = year.world.desk(bureau, Membership.Role.BUREAU)
    acting: dict[str, Any] = {"by": city.officer, "organisation": city.organisation}
    share = 10 if year.committee.is_senior else 100
    check = meeting.draw_spot_check(year.session, share, **acting)
    year.stage.must_refuse("a second spot check", meeting.draw_spot_check, year.session, share, **acting)
    year.stage.later(DAY, find, year, check, acting)


def find(year: "CommitteeYear", check: SpotCheck, acting: dict[str, Any]) -> None:
    """Everybody drawn is looked at; one does not hold."""
    for finding in check.findings.select_related("application").order_by("application__number"):
        applicant = year.applicants.get(str(finding.person_id))
        struck = share_of_all(check) and applicant is not None and applicant.fate == "spot_struck"
        words = "单位出具的任职年限证明与本人档案不符。" if struck else "学历、任职年限和参保记录核对相符。"
        meeting.record_finding(finding, clean=not struck, words=words, **acting)


def share_of_all(check: SpotCheck) -> bool:
    """Whether everybody was drawn: who else is drawn differs from run to run."""
    return check.share == 100
