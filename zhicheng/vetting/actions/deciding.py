"""What every decision of a station has in common: the version read, the right to decide, the signed row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application, Station, Submission
from zhicheng.applications.states import LABELS, Actor, State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.unit_staff import members_of
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.access import ACTOR_OF_STATE, must_decide, role_at
from zhicheng.vetting.actions.corresponding import draft_after
from zhicheng.vetting.models import Decision, Preparation


class Outdated(Refused):
    """Somebody has decided on the case since the page was opened: this decision was not carried out."""


def begin(
    application: Application,
    by: Account,
    organisation: Organisation,
    version: int | None,
    actors: Mapping[State, Actor] = ACTOR_OF_STATE,
) -> tuple[Application, Actor]:
    """The locked row and the kind of actor that `by` is. `version`: the one read, default the given row's.

    `actors`: as in must_decide().
    Errors: Outdated where the case has moved since; Refused where it is not theirs to decide.
    """
    row = flow.lock(application)
    if row.version != (application.version if version is None else version):
        raise Outdated(
            _(
                "您打开页面以后，这份申报已有新的变化（现在：%(state)s），您刚才的操作没有执行。"
                "请核对最新情况后再决定，您填写的意见还在下面。"
            )
            % {"state": LABELS[State(row.state)]}
        )
    return row, must_decide(row, by, organisation, actors)


def required(opinion: str) -> str:
    """The opinion without blanks at its ends. Errors: Refused where it is empty."""
    text = opinion.strip()
    if not text:
        raise Refused(_("请填写审核意见。"), clause="GUIDE-5.3.4", field="opinion")
    return text


def record(
    row: Application,
    outcome: str,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    checked: Sequence[str] = (),
    prepared: Preparation | None = None,
    more: Mapping[str, str] | None = None,
) -> Decision:
    """The decision on what was submitted last, under the organisation's seal; call it before the move.

    Where the office keeps a template for it, its message to the applicant is drafted too.

    `prepared`: what another of the unit has prepared, and is passed. `more`: what else the seal covers.
    """
    submission = next(iter(_last(row.pk)), None)
    if submission is None:
        raise Refused(_("这份申报还没有提交，不能审核。"))
    station = next(iter(_reached(row.pk)), None)
    role = role_at(station.name) if station else None
    named = _named(by, prepared, organisation) if role == Membership.Role.UNIT else _Named()
    answerable = named.answerable if outcome == Decision.Outcome.PASS else []
    content = {
        "application": str(row.id),
        "submission": submission.content_hash,
        "station": station.name if station else "",
        "outcome": outcome,
        "opinion": opinion,
        "checked": list(checked),
        **({"position": named.position, "answerable": answerable} if named.position else {}),
        **(
            {"preparation": str(prepared.pk), "prepared_by": str(prepared.prepared_by_id)} if prepared else {}
        ),
        **(more or {}),
    }
    method = Signature.Method.ORGANISATION_KEY
    decision = Decision.objects.create(
        application=row,
        person_id=row.person_id,
        submission=submission,
        station=station,
        station_name=station.name if station else "",
        organisation=organisation,
        account=by,
        position=named.position,
        answerable=answerable,
        outcome=outcome,
        opinion=opinion,
        checked=list(checked),
        preparation=prepared,
        prepared_by_id=prepared.prepared_by_id if prepared else None,
        decided_at=clock.now(),
        version=row.version,
        signature=sign(
            by,
            organisation=organisation,
            content=content,
            method=method,
            purpose="vetting",
            role=role,
        ),
    )
    draft_after(decision)
    return decision


@dataclass(frozen=True)
class _Named:
    """As what an account acts for its unit, and who answers there (KM2023-6.1): `[{position, name}]`."""

    position: str = ""
    answerable: Sequence[Mapping[str, str]] = ()


def _named(by: Account, prepared: Preparation | None, unit: Organisation) -> _Named:
    members = members_of(unit)
    acted = {by.pk, prepared.prepared_by_id if prepared else None}
    position = next((one.position for one in members if one.account_id == by.pk), "")
    return _Named(
        position,
        [
            {"position": one.position, "name": one.account.display_name}
            for one in members
            if one.account_id in acted or one.position != Membership.Position.HANDLER
        ],
    )


@Prepared
def _last(application: UUID) -> QuerySet[Submission]:
    return Submission.objects.filter(application=application).defer("content").order_by("-version")[:1]


@Prepared
def _reached(application: UUID) -> QuerySet[Station]:
    rows = Station.objects.filter(application=application, passed_at__isnull=True)
    return rows.filter(arrived_at__isnull=False)[:1]


def refresh(application: Application, row: Application) -> Application:
    """Carry what the act has changed over to the caller's object."""
    for name in (
        "state",
        "state_since",
        "version",
        "holder_id",
        "ended_at",
        "first_unit_pass_at",
        "audited_at",
    ):
        setattr(application, name, getattr(row, name))
    return application
