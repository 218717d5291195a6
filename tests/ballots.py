"""Rows of a ballot for the scene: a key with its three trustees, a signed tally. Nothing in them was really made."""

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.meeting import tally
from zhicheng.meeting.models import Ballot, BallotKey, Meeting, Trustee
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

HOLDERS = (("chair", "expert"), ("supervisor", "supervisor"), ("appointee", "drawer_1"))


def open_ballot(cast: Cast, session: Session, row: Application) -> Ballot:
    """The open ballot on `row`; the session's meeting is signed."""
    at = clock.now()
    key = BallotKey.objects.create(
        session=session, begun_at=at, begun_by=cast.office_officer, public_key="a" * 64, made_at=at
    )
    for position, (role, name) in enumerate(HOLDERS, start=1):
        Trustee.objects.create(
            key=key, position=position, role=role, account=cast.accounts[name], organisation=f"单位{position}"
        )
    ballot = Ballot.objects.create(
        application=row, person=row.person, opened_at=at, members=11, present=11, key=key
    )
    meeting = Meeting.objects.get(session=session)
    meeting.signature = sign(
        cast.city_officer,
        organisation=cast.organisations["city_bureau"],
        content=tally.content_of(session),
        method=Signature.Method.ORGANISATION_KEY,
        purpose=tally.PURPOSE,
    )
    meeting.save()
    return ballot


def not_passed(row: Application) -> Application:
    """The application with a counted ballot that did not pass, before the tally is signed."""
    at = clock.now()
    Ballot.objects.create(
        application=row, person=row.person, opened_at=at, closed_at=at, members=11, present=11, agree=3,
        against=8, abstain=0, passed=False,
    )  # fmt: skip
    return row
