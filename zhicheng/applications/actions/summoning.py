"""Call an applicant to appear, call it off, note who came: on the application's record, with a message."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Summons
from zhicheng.inbox.actions import send
from zhicheng.people.models import Account
from zhicheng.ui.templatetags.ui import cn_moment


@transaction.atomic
def summon(
    application: Application, *, what: str, at: dt.datetime, place: str, absence: str, by: Account
) -> Summons:
    """Tell the applicant when and where to come, and what follows if not; by SMS too. `application` with its person."""
    row = Summons.objects.create(
        application=application, person_id=application.person_id, what=what, at=at, place=place,
        absence=absence, sent_by=by, sent_at=clock.now(),
    )  # fmt: skip
    words = _("您申报的%(title)s须参加%(what)s：%(at)s，%(place)s。请携带身份证件提前到场。%(absence)s") % {
        "title": application.title, "what": what, "at": cn_moment(at), "place": place, "absence": absence,
    }  # fmt: skip
    _tell(application, _("%(what)s通知") % {"what": what}, words)
    return row


@transaction.atomic
def call_off(summons: Summons, why: str) -> Summons:
    """The applicant need not come then, and why. `summons` with its application and person."""
    row = Summons.objects.select_for_update(of=("self",)).get(pk=summons.pk)
    row.called_off_why, row.called_off_at = why, clock.now()
    row.save(update_fields=["called_off_why", "called_off_at"])
    words = _("原定%(at)s在%(place)s的%(what)s取消：%(why)s。有新的安排时会另行通知。") % {
        "at": cn_moment(row.at), "place": row.place, "what": row.what, "why": why,
    }  # fmt: skip
    _tell(summons.application, _("%(what)s取消") % {"what": row.what}, words)
    return row


@transaction.atomic
def note_presence(summons: Summons, outcome: str, *, told: bool) -> None:
    """Keep in words whether the applicant came; `told`: a message too. `summons` with its application and person."""
    Summons.objects.filter(pk=summons.pk).update(outcome=outcome)
    if told:
        _tell(summons.application, _("%(what)s到场登记") % {"what": summons.what}, outcome)


def _tell(application: Application, subject: str, words: str) -> None:
    person = application.person
    send(person.account_id, subject, words, link=f"/apply/{application.id}/", mobile=person.mobile)
