"""Registering a committee: scope, organiser, level and term, by the bureau of the level (YN2023-4.1)."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Place
from zhicheng.planning.access import must_be_bureau
from zhicheng.planning.models import Committee
from zhicheng.planning.queries import registering_bureau
from zhicheng.planning.scopes import CLAUSE, LEVELS
from zhicheng.policy.tables.committees import by_id
from zhicheng.policy.tables.titles import tracks as all_tracks
from zhicheng.trail.writing import write


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
    phone: str = "",
    website: str = "",
    own_form: str = "",
    enterprise: bool = False,
    term_until: dt.date | None = None,
    committee: Committee | None = None,
) -> Committee:
    """Register a committee, or change one that was registered. `tracks`: ids of the title table.

    `enterprise`: set up by private enterprises (YN2020-2.5b); `own_form`: its own review form and where to get
    it (GUIDE-Q23-1). Errors: Refused for a bureau not of its level, a committee of the directory, a name taken,
    no scope, a track without titles of the level, a term that is over.
    """
    row = committee or Committee(code=f"committee-{uuid4().hex[:12]}")
    if row.code in by_id():
        raise Refused(_("名录所列的评委会，范围和组建单位以名录为准，只能补充任期、网站等。"), clause=CLAUSE)
    row.name, row.level, row.tier = name.strip(), level, tier
    row.organiser, row.place, row.phone = organiser, place, phone.strip()
    row.scope_words, row.scope_parts = scope_words.strip(), {"tracks": list(dict.fromkeys(tracks))}
    _check_scope(row)
    _must_register(row, by, organisation)
    if Committee.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Refused(_("已有同名的评委会。"), clause=CLAUSE, field="name")
    row.registered_by, row.registered_at = organisation, clock.now()
    return _save(row, by, organisation, website, own_form, enterprise, term_until)


@transaction.atomic
def supplement_committee(
    committee: Committee,
    *,
    by: Account,
    organisation: Organisation,
    website: str = "",
    own_form: str = "",
    enterprise: bool = False,
    term_until: dt.date | None = None,
) -> Committee:
    """What a bureau adds to a committee of the directory: term, website, own form, whether enterprises set it up.

    Errors: Refused for a bureau not of its level, a term that is over.
    """
    row = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)
    _must_register(row, by, organisation)
    return _save(row, by, organisation, website, own_form, enterprise, term_until)


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
    website: str,
    own_form: str,
    enterprise: bool,
    term_until: dt.date | None,
) -> Committee:
    if term_until is not None and term_until < clock.today() and term_until != row.term_until:
        raise Refused(_("任期截止日须不早于今天。"), clause=CLAUSE, field="term_until")
    row.website, row.own_form = website.strip(), own_form.strip()
    row.enterprise, row.term_until = enterprise, term_until
    row.save()
    facts = {
        "code": row.code, "name": row.name, "level": row.level, "tier": row.tier, "scope": row.scope_parts,
        "words": row.scope_words, "term_until": term_until.isoformat() if term_until else None,
        "enterprise": enterprise, "website": row.website, "own_form": row.own_form,
    }  # fmt: skip
    write("register_committee", "committee", row.id, actor=by.id, organisation=bureau.id, facts=facts)
    return row
