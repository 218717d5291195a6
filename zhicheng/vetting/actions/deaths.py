"""The death of an applicant: told by an officer with proof, confirmed by a second; the declarations end uncounted.

No text speaks of it. Our reading: what has not been voted on ends as withdrawn, with the cause; what has takes its way.
"""

import datetime as dt

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import MOVES, Actor, Event, State
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.inbox.actions import silence
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import in_force
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.models import Death

Role = Membership.Role
ACTORS = {Role.UNIT: Actor.UNIT, Role.BUREAU: Actor.BUREAU}


@transaction.atomic
def tell_death(
    application: Application,
    *,
    died_on: dt.date,
    words: str,
    evidence: File[bytes],
    by: Account,
    organisation: Organisation,
) -> Death:
    """An officer of the person's unit, or of a bureau on the declaration's way, tells it. Nothing ends yet.

    Errors: Refused with `.field`, FileRefused.
    """
    row = flow.lock(application)
    _actor(row, by, organisation)
    if died_on > clock.today():
        raise Refused(_("日期不能晚于今天。"), field="died_on")
    if not words.strip():
        raise Refused(_("请写明情况。"), field="words")
    if Death.objects.filter(person=row.person_id).exists():
        raise Refused(_("已经登记。"))
    made = Death.objects.create(
        person_id=row.person_id,
        died_on=died_on,
        words=words.strip(),
        evidence=store(evidence, SCANS),
        organisation=organisation,
        told_by=by,
        told_at=clock.now(),
    )
    _note("tell_death", made, by, organisation)
    return made


@transaction.atomic
def confirm_death(application: Application, by: Account, organisation: Organisation) -> Death:
    """A second officer confirms: declarations end or are noted, the account closes, nothing leaves for it any more.

    Errors: Refused, also for who told it.
    """
    row = flow.lock(application)
    actor = _actor(row, by, organisation)
    held = Death.objects.select_for_update(of=("self",)).filter(person=row.person_id).first()
    if held is None or held.confirmed_at is not None:
        raise Refused(_("没有等待确认的登记。"))
    if held.told_by_id == by.id:
        raise Refused(_("须由登记人以外的另一人确认。"), status=403)
    held.confirmed_by, held.confirmed_at = by, clock.now()
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    mover = flow.By(actor, by, organisation)
    for one in Application.objects.filter(person=row.person_id, ended_at__isnull=True).order_by("id"):
        _end(flow.lock(one), held, mover)
    account = row.person.account
    silence(account.pk)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    Membership.objects.filter(in_force(held.confirmed_at), account=account).update(until=held.confirmed_at)
    _note("confirm_death", held, by, organisation)
    return held


def _end(row: Application, held: Death, mover: flow.By) -> None:
    words = _("%(name)s同志已于%(day)s去世。") % {"name": row.applicant_name, "day": cn_date(held.died_on)}
    if (State(row.state), Event.END_BY_DEATH) in MOVES:
        more = _("这份申报就此终止，不计入申报次数和退回次数；材料封存保管。谨致哀悼。")
        flow.move(row, Event.END_BY_DEATH, mover, words + more)
    else:
        flow.note(row, Event.END_BY_DEATH, mover, words + _("评审结果按程序办理。谨致哀悼。"))


def _actor(row: Application, by: Account, organisation: Organisation) -> Actor:
    """As what the officer acts: of the person's unit, or of a bureau on the way. Errors: Refused."""
    if row.person.account_id != by.id:
        if organisation.pk in {row.unit_id, row.person.unit_id} and acts_for(by, organisation, Role.UNIT):
            return Actor.UNIT
        if (
            acts_for(by, organisation, Role.BUREAU)
            and row.stations.filter(organisation=organisation).exists()
        ):
            return Actor.BUREAU
    raise Refused(_("由申报人的单位或审核这份申报的人社部门登记。"), status=404)


def _note(act: str, death: Death, by: Account, organisation: Organisation) -> None:
    facts = {"died_on": death.died_on.isoformat(), "words": death.words, "evidence": death.evidence_id}
    write(act, "person", death.person_id, actor=by.id, organisation=organisation.id, facts=facts)
