"""Take a notice down after its last day; close it with result and seal."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.public_notice import queries
from zhicheng.public_notice.access import must_publish, publisher_role
from zhicheng.public_notice.models import Notice, Objection, Posting
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date

DAY = dt.timedelta(days=1)


@transaction.atomic
def close_unit_notice(notice: Notice, result: str, by: Account) -> Notice:
    """Write the result under a unit's notice and seal it, after its last day.

    An objection still open holds back its person alone (GUIDE-1.3.4); where everybody on the notice is objected to,
    it waits. Errors: Refused.
    """
    return _close(notice, result, by)


@transaction.atomic
def close_session_notice(notice: Notice, result: str, by: Account) -> Notice:
    """Write the result under an organiser's notice and seal it, after its last day. Errors: Refused.

    An objection still open holds back its person alone (YN2020-3.2): the others' filing needs the result now.
    """
    return _close(notice, result, by)


def take_down() -> int:
    """Note when each notice whose last day is over was taken down (24:00); how many. For the clock."""
    over = Posting.objects.filter(taken_down_at__isnull=True, notice__ends_on__lt=clock.today())
    return sum(_take_down(one) for one in over.select_related("notice").order_by("posted_at"))


@transaction.atomic
def _take_down(posting: Posting) -> int:
    at = dt.datetime.combine(posting.notice.ends_on + DAY, dt.time.min, tzinfo=clock.CHINA)
    done = Posting.objects.filter(pk=posting.pk, taken_down_at__isnull=True).update(taken_down_at=at)
    if done:
        facts = {"page": posting.page_hash, "taken_down_at": at.isoformat()}
        write("take_down_notice", "notice", posting.pk, actor=None, facts=facts)
    return done


def _close(notice: Notice, result: str, by: Account) -> Notice:
    row = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("publisher", "posting", "session__committee__organiser")
        .get(pk=notice.pk)
    )
    must_publish(by, row)
    if row.closed_at is not None:
        raise Refused(_("这项公示的结果已经填写并盖章。"))
    if not queries.is_over(row):
        raise Refused(
            _("公示要满%(count)s个工作日，%(day)s 24:00以后才能填写结果。")
            % {"count": row.workdays, "day": cn_date(row.ends_on)},
            clause="GUIDE-1.3.1",
        )
    open_ones = Objection.objects.filter(entry__notice=row, outcome=Objection.Outcome.OPEN).count()
    if queries.held_whole(row):
        raise Refused(_("公示的人员都有异议没有核查完，请先逐条答复。"), clause="GUIDE-1.3.4")
    if not result.strip():
        raise Refused(_("请填写公示结果。"), field="result")
    row.result, row.closed_at = result.strip(), clock.now()
    content = {
        "notice": str(row.id),
        "content": row.content_hash,
        "page": row.posting.page_hash,
        "posted_on": row.posted_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "result": row.result,
        "open_objections": open_ones,
    }
    method = Signature.Method.ORGANISATION_KEY
    row.signature = sign(
        by,
        organisation=row.publisher,
        content=content,
        method=method,
        purpose="public_notice",
        role=publisher_role(row),
    )
    row.save(update_fields=["result", "closed_at", "signature"])
    write("close_notice", "notice", row.id, actor=by.id, organisation=row.publisher_id, facts=content)
    return row
