"""The row of a closed room that an address can name: cancelled, so that the session is here."""

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.room.package import PURPOSE
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature


def cancelled(cast: Cast, session: Session) -> ClosedRoom:
    """Taken out by the office, asked back by the supervisor, confirmed by the office."""
    at, by = clock.now(), cast.office_officer
    signature = sign(
        by, organisation=session.committee.organiser, content={}, method=Signature.Method.ORGANISATION_KEY,
        purpose=PURPOSE,
    )  # fmt: skip
    return ClosedRoom.objects.create(
        session=session, status=ClosedRoom.Status.CANCELLED, taken_at=at, taken_by=by, rows_hash="1" * 64,
        package_hash="2" * 64, signature=signature, cancel_reason="改在本系统开会", cancel_asked_by=cast.supervisor,
        cancel_asked_at=at, cancelled_by=by, cancelled_at=at,
    )  # fmt: skip
