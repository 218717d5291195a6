"""Registering a committee: scope, organisers, level, size, seal and term, by the bureau of the level (YN2023-4.1)."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict, Unpack
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Place
from zhicheng.planning.access import must_be_bureau
from zhicheng.planning.models import Committee, CommitteeTerm, Filing, Session
from zhicheng.planning.queries import registering_bureau
from zhicheng.planning.registration import least_of_law, may_cross_series, newest_last_day
from zhicheng.planning.scopes import CLAUSE, LEVELS
from zhicheng.policy.anniversaries import DAY
from zhicheng.policy.book import ORDER_40
from zhicheng.policy.tables.committees import by_id
from zhicheng.policy.tables.titles import tracks as all_tracks
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date


class Besides(TypedDict, total=False):
    """What is registered besides scope, level and organisers; of a committee of the directory this alone."""

    website: str
    own_form: str  # its own review form and where to get it (GUIDE-Q23-1)
    enterprise: bool  # set up by private enterprises (YN2020-2.5b)
    basis: str  # of Committee.Basis
    least_members: int | None  # None: the law's number
    fewer_reason: str
    seal: str  # words of its seal; empty: it has none
    term_from: dt.date | None  # None: today
    term_until: dt.date | None  # None: as long as the law admits


@transaction.atomic
def register_committee(
    *,
    name: str,
    level: str,
    tier: str,
    organiser: Organisation,
    place: Place | None,
    scope_words: str,
    tracks: Sequence[str],
    by: Account,
    organisation: Organisation,
    co_organisers: Sequence[Organisation] = (),
    phone: str = "",
    committee: Committee | None = None,
    **besides: Unpack[Besides],
) -> Committee:
    """Register a committee, or change one that was registered. `tracks`: ids of the title table.

    `organiser`: the first of its organisers, whose office takes in the applications; `co_organisers`: the others.
    Errors: Refused for a bureau not of its level, a committee of the directory, a name taken, no scope, a track
    without titles of the level, several series (order 40), fewer experts than the law asks without a reason, a
    first organiser changed while a session runs, a term too long or over.
    """
    row = committee or Committee(code=f"committee-{uuid4().hex[:12]}")
    if row.code in by_id():
        raise Refused(_("名录所列的评委会，范围和组建单位以名录为准，只能补充任期、网站等。"), clause=CLAUSE)
    if committee is not None and committee.organiser_id != organiser.id and _is_running(committee):
        raise Refused(
            _("本评委会有正在开展的评审，申报材料由原办事机构受理，会后备案以后才能更换第一组建单位。"),
            clause=CLAUSE,
            field="organiser",
        )
    row.name, row.level, row.tier = name.strip(), level, tier
    row.organiser, row.place, row.phone = organiser, place, phone.strip()
    row.scope_words, row.scope_parts = scope_words.strip(), {"tracks": list(dict.fromkeys(tracks))}
    _check_scope(row)
    _must_register(row, by, organisation)
    if Committee.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Refused(_("已有同名的评委会。"), clause=CLAUSE, field="name")
    row.registered_by, row.registered_at = organisation, clock.now()
    others = [one for one in dict.fromkeys(co_organisers) if one != organiser]
    return _save(row, by, organisation, besides, others)


@transaction.atomic
def supplement_committee(
    committee: Committee, *, by: Account, organisation: Organisation, **besides: Unpack[Besides]
) -> Committee:
    """What a bureau adds to a committee of the directory: term, size, seal, website, own form.

    Errors: Refused for a bureau not of its level, a term that is over or too long, too few experts.
    """
    row = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    _must_register(row, by, organisation)
    return _save(row, by, organisation, besides, None)


@transaction.atomic
def renew_committee(
    committee: Committee,
    *,
    by: Account,
    organisation: Organisation,
    term_from: dt.date | None = None,
    term_until: dt.date | None = None,
) -> Committee:
    """Register a committee for its next term: from the day after the running one, or from today (order 40).

    Errors: Refused for a bureau not of its level, a committee without a term, a term that overlaps the running
    one, is over or too long.
    """
    row = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    _must_register(row, by, organisation)
    if row.term_until is None:
        raise Refused(_("本评委会还没有登记任期，请先登记。"), clause=ORDER_40, field="term_from")
    earliest = row.term_until + DAY
    first = term_from or max(earliest, clock.today())
    if first < earliest:
        raise Refused(
            _("现任期到%(last)s，新任期须从%(next)s或以后开始。")
            % {"last": cn_date(row.term_until), "next": cn_date(earliest)},
            clause=ORDER_40,
            field="term_from",
        )
    _begin_term(row, first, term_until, by, organisation)
    facts = {"first": first.isoformat(), "last": row.term_until.isoformat()}
    write("renew_committee", "committee", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return row


def _is_running(committee: Committee) -> bool:
    """Whether a session of the committee has a published call and no accepted post-meeting filing yet."""
    done = Filing.objects.filter(kind=Filing.Kind.POST_MEETING, answer=Filing.Answer.ACCEPTED)
    called = Session.objects.filter(committee=committee, call__published_at__isnull=False)
    return called.exclude(pk__in=done.values("session")).exists()


def _check_scope(row: Committee) -> None:
    for field, value in (("name", row.name), ("scope_words", row.scope_words)):
        if not value:
            raise Refused(_("请写明评委会的名称和评审范围。"), clause=CLAUSE, field=field)
    if row.level not in LEVELS or row.tier not in Committee.Tier.values:
        raise Refused(_("请选择评委会的级别和层级。"), clause=CLAUSE, field="level")
    chosen = row.scope_parts["tracks"]
    for track in chosen:
        known = all_tracks().get(track)
        if known is None or not any(level in known.cells for level in LEVELS[row.level]):
            named = known.name if known else track
            words = {"name": named, "level": row.level}
            raise Refused(_("“%(name)s”没有%(level)s职称。") % words, clause=CLAUSE, field="tracks")
    if not chosen:
        raise Refused(_("请至少选择一个系列（专业）。"), clause=CLAUSE, field="tracks")
    if len({track.partition("/")[0] for track in chosen}) > 1 and not may_cross_series():
        raise Refused(_("评委会按一个职称系列或其中的专业组建，不跨系列。"), clause=ORDER_40, field="tracks")


def _must_register(row: Committee, by: Account, bureau: Organisation) -> None:
    must_be_bureau(by, bureau, CLAUSE)
    if registering_bureau(row) != bureau:
        raise Refused(
            _("高级评委会由省人社厅登记，中级由市人社局登记，县（市）区的初级由当地人社局登记。"),
            clause=CLAUSE,
            field="level",
        )


def _save(
    row: Committee,
    by: Account,
    bureau: Organisation,
    given: Besides,
    others: Sequence[Organisation] | None,
) -> Committee:
    row.website, row.own_form = given.get("website", "").strip(), given.get("own_form", "").strip()
    row.enterprise, row.seal = given.get("enterprise", False), given.get("seal", "").strip()
    _set_size(row, given, registering=others is not None)
    first, last = given.get("term_from"), given.get("term_until")
    known = row.term_until
    if known is None and (first or last or others is not None):
        begun = first or clock.today()
        row.term_until = newest_last_day(begun, last)
    row.save()
    if known is None and row.term_until is not None:
        _begin_term(row, first or clock.today(), last, by, bureau)
    elif last is not None and last != known:
        raise Refused(_("任期已经登记，延续请办理换届登记。"), clause=ORDER_40, field="term_until")
    if others is not None:
        row.co_organisers.set(others)
    facts = {
        "code": row.code, "name": row.name, "level": row.level, "tier": row.tier, "scope": row.scope_parts,
        "words": row.scope_words, "term_until": row.term_until.isoformat() if row.term_until else None,
        "enterprise": row.enterprise, "website": row.website, "own_form": row.own_form, "seal": row.seal,
        "basis": row.basis, "least_members": row.least_members, "fewer_reason": row.fewer_reason,
        "organiser": row.organiser_id, "co_organisers": sorted(str(one.id) for one in others or ()),
    }  # fmt: skip
    write("register_committee", "committee", row.id, actor=by.id, organisation=bureau.id, facts=facts)
    return row


def _set_size(row: Committee, given: Besides, *, registering: bool) -> None:
    """For what it is set up and with how many experts at least; a committee of the directory may leave it open."""
    row.basis = given.get("basis", "") or (Committee.Basis.PROFESSION if registering else "")
    least, asked = given.get("least_members"), least_of_law(row.level, row.basis)
    row.least_members = least or (asked if registering or row.basis else None)
    row.fewer_reason = given.get("fewer_reason", "").strip()
    if row.basis not in {"", *Committee.Basis.values}:
        raise Refused(_("请选择按系列还是按专业组建。"), clause=ORDER_40, field="basis")
    if row.least_members is None:
        return
    if not 3 <= row.least_members <= 99:
        raise Refused(_("专家人数须在3至99之间。"), clause=ORDER_40, field="least_members")
    if row.least_members < asked and not row.fewer_reason:
        raise Refused(
            _("%(level)s评委会的专家一般不少于%(least)d人；经批准可以少于这个人数的，请写明批准的依据。")
            % {"level": row.level, "least": asked},
            clause=ORDER_40,
            field="least_members",
        )


def _begin_term(
    row: Committee, first: dt.date, last: dt.date | None, by: Account, bureau: Organisation
) -> None:
    row.term_until = newest_last_day(first, last)
    CommitteeTerm.objects.create(
        committee=row, first=first, last=row.term_until, bureau=bureau, by=by, registered_at=clock.now()
    )
    row.save(update_fields=["term_until"])
