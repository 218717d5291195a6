"""Reads of the pool and the draw."""

from collections import Counter
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of as law_of
from zhicheng.applications.models import Application
from zhicheng.experts.draw import Rules
from zhicheng.experts.models import Avoidance, Clue, Draw, DrawerShare, Expert, Leave, Seat
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import in_force, roles_now
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.queries import run_by
from zhicheng.planning.scopes import listed
from zhicheng.planning.settings import read_minimums
from zhicheng.policy.book import Book
from zhicheng.policy.facts import Level
from zhicheng.policy.tables.committees import professions_of, titles_of
from zhicheng.policy.tables.professions import profession_named
from zhicheng.policy.tables.titles import TitleName, series_named
from zhicheng.ui.templatetags.ui import cn_date


def book_of(session: Session) -> Book:
    """The law of the session's year and place."""
    return law_of(session.year, session)


def pool(session: Session) -> list[Expert]:
    """Who of the committee's series may be drawn, by name: see `misfits`."""
    unfit = misfits(session)
    return [one for one in of_series(session) if not unfit(one)]


def misfits(session: Session) -> Callable[[Expert], str]:
    """Why an expert of the series cannot sit in the session, or nothing; two statements.

    Peer review (YN2020-4.3): the expert's profession is one that the committee's scope admits; a profession
    that the law's tables do not name is left to the office. The level and the term: order 40. Term and leave are
    those of the meeting's first day, of today while it is not set.
    """
    reviewed, day = level_reviewed(session), session.meeting_on or clock.today()
    known = listed(session.committee)
    admitted = {one.id for one in professions_of(known)} if known else set()
    away = dict(leaves().filter(first__lte=day, last__gte=day).values_list("expert_id", "last"))

    def why(expert: Expert) -> str:
        if not expert.active:
            return _("停用")
        if Level(expert.level).rank < reviewed:
            return _("层级不足")
        named = profession_named(expert.profession)
        if admitted and named is not None and not {named.id, *named.fields} & admitted:
            return _("专业不符")
        if not expert.confirmed:
            return _("本人谢绝") if expert.declined_why else _("本人未确认")
        if not expert.term_from <= day <= expert.term_until:
            return _("评审会时不在任期内")
        if expert.id in away:
            return _("请假至%(day)s") % {"day": cn_date(away[expert.id])}
        return ""

    return why


def leaves() -> QuerySet[Leave]:
    """The leaves that stand, by their first day."""
    return Leave.objects.filter(cancelled_at__isnull=True)


def activity(expert: Expert) -> dict[str, int]:
    """How often the expert was drawn by a signed draw, by the seat's status in words, with what came later."""
    rows = Seat.objects.filter(expert=expert, draw__supervisor_signature__isnull=False)
    found = Counter(rows.values_list("status", flat=True))
    return {str(status.label): found[status] for status in Seat.Status if found[status]}


def of_series(session: Session) -> QuerySet[Expert]:
    """Everybody in the pool for the committee's series, active or not, by name."""
    return Expert.objects.filter(series__in=series_of(session)).order_by("name", "id")


def level_reviewed(session: Session) -> int:
    """The rank of the highest level that the committee may grant; experts hold it or a higher one."""
    return max((Level(title.level).rank for title in _titles(session)), default=0)


def roster(session: Session) -> list[str]:
    """Ids (as text, sorted) of those who may be drawn: of the pool those once approved (YN2023-2.1a)."""
    return sorted(str(expert.id) for expert, why in looked_over(session) if not why)


def looked_over(session: Session) -> list[tuple[Expert, str]]:
    """Everybody of the committee's series, by name, each with why they are not on the roster; empty for who is."""
    unfit, approved = misfits(session), approved_pool(session)
    admitted = set(approved.content["roster"]) if approved else None
    found = []
    for expert in of_series(session):
        why = unfit(expert)
        if not why and admitted is not None and str(expert.id) not in admitted:
            why = _("不在核准的名册中")
        found.append((expert, why))
    return found


def approved_pool(session: Session) -> Filing | None:
    """The accepted request for the pool, if there is one."""
    return pool_filings(session).filter(answer=Filing.Answer.ACCEPTED).first()


def pool_filings(session: Session) -> QuerySet[Filing]:
    """The requests for the pool's approval, the newest first."""
    return Filing.objects.filter(session=session, kind=Filing.Kind.POOL).order_by("-submitted_at")


def series_of(session: Session) -> list[str]:
    """The names of the series that the committee reviews; empty for an unknown committee."""
    ids = {title.series for title in _titles(session)}
    return sorted(one.name for one in (series_named(series) for series in ids) if one is not None)


def rules_of(session: Session) -> Rules:
    """What the committee must be, by the session's settings; a share of the members is rounded up."""
    least = -(-session.seats * session.private_share // 100)
    professions = tuple(read_minimums(session.profession_least))
    return Rules(session.seats, session.stand_ins, least, session.unit_most, professions)


def counted_as(rules: Rules) -> Callable[[str], int]:
    """Which of the rules' professions an expert's counts as, from 1; 0: none.

    By name; a profession or field of the law's tables (机电) is named for all that belong to it (机械工程, 电气工程).
    """
    names = [name for name, _least in rules.professions]
    ids = [found.id if (found := profession_named(name)) and found.name == name else name for name in names]

    def which(profession: str) -> int:
        if profession in names:
            return names.index(profession) + 1
        named = profession_named(profession)
        known = (named.id, *named.fields) if named else ()
        return next((ids.index(one) + 1 for one in known if one in ids), 0)

    return which


def reasons_to_skip(session: Session, roster_ids: list[str]) -> dict[str, str]:
    """Who of the roster may not sit in this session at all, with the reason: who applies cannot judge."""
    applying = set(
        Application.objects.filter(session=session, ended_at__isnull=True).values_list(
            "person__account", flat=True
        )
    )
    experts = Expert.objects.filter(id__in=roster_ids, account__in=applying).values_list("id", flat=True)
    return {str(expert): "本人在本次评审会申报，须回避" for expert in experts}


def standing(session: Session) -> QuerySet[Draw]:
    """The session's draw that is not cancelled: one or none."""
    return Draw.objects.filter(session=session, cancelled_at__isnull=True)


def cancelled(session: Session) -> list[Draw]:
    """The session's cancelled draws with the drawers, in order."""
    rows = Draw.objects.filter(session=session, cancelled_at__isnull=False).order_by("opened_at", "id")
    return list(rows.select_related("cancel_signature__account").prefetch_related("shares"))


def draw_of(session: Session) -> Draw | None:
    """The session's draw that stands, with the drawers, or None before it is opened."""
    return (
        standing(session)
        .select_related("session__committee", "supervisor", "opened_by", "supervisor_signature__account")
        .prefetch_related(
            "shares__account", "shares__signature__account", "shares__refusal_signature__account"
        )
        .first()
    )


def members(session: Session) -> list[Seat]:
    """The drawn members, in order."""
    return list(
        Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).select_related(
            "expert__account"
        )
    )


def avoidances(seats: Iterable[Seat]) -> set[tuple[UUID, UUID]]:
    """Every (expert, person) declared or found for these members."""
    experts = [seat.expert_id for seat in seats]
    return set(Avoidance.objects.filter(expert__in=experts).values_list("expert_id", "person_id"))


def clues(session: Session) -> QuerySet[Clue]:
    """The possible relations between the session's members and those who apply in it, the oldest first."""
    table = Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).values("expert")
    applying = Application.objects.filter(session=session).values("person")
    return Clue.objects.filter(expert__in=table, person__in=applying)


def waiting_clues(session: Session) -> QuerySet[Clue]:
    """Those of them that nobody has settled."""
    return clues(session).filter(outcome=Clue.Outcome.WAITING)


def is_signed(draw: Draw) -> bool:
    """Whether the three drawers and the supervisor have signed the result, or two where one's refusal is recorded."""
    signed = [bool(share.signature_id or share.refused_at) for share in draw.shares.all()]
    return bool(signed) and all(signed) and draw.supervisor_signature_id is not None


def has_signed_draw(session: Session) -> bool:
    """Whether the session's draw is signed by all; one statement."""
    signed = standing(session).filter(supervisor_signature__isnull=False)
    missing = DrawerShare.objects.filter(signature__isnull=True, refused_at__isnull=True)
    return signed.exclude(id__in=missing.values("draw")).exists()


def drawers(session: Session) -> list[Account]:
    """The accounts that may draw for the organiser, by name."""
    return _holding(Membership.Role.DRAWER, Q(memberships__organisation__in=session.committee.organisers))


def supervisors() -> list[Account]:
    """The accounts that may supervise a draw, by name."""
    return _holding(Membership.Role.SUPERVISOR, Q())


def draws_of(account: Account) -> list[Draw]:
    """The draws in which the account draws or supervises, or that its office holds, unfinished ones first."""
    mine = DrawerShare.objects.filter(account=account).values("draw")
    offices = roles_now(account).filter(role=Membership.Role.OFFICE).values("organisation")
    held = run_by(offices, "session__committee")
    rows = Draw.objects.filter(Q(id__in=mine) | Q(supervisor=account) | held, cancelled_at__isnull=True)
    rows = rows.select_related("session__committee")
    return sorted(rows, key=lambda row: (row.drawn_at is not None, row.opened_at))


def _holding(role: Membership.Role, where: Q) -> list[Account]:
    held = in_force(clock.now(), "memberships__") & Q(memberships__role=role, is_active=True)
    return list(Account.objects.filter(held & where).distinct().order_by("display_name", "id"))


def _titles(session: Session) -> tuple[TitleName, ...]:
    committee = listed(session.committee)
    return titles_of(committee) if committee else ()
