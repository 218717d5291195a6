"""已改好: the applicant ticks what was mended, item by item."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.mending import newest
from zhicheng.applications.models import Application, Defect
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.writing import write


@transaction.atomic
def tick_defect(application: Application, defect_id: UUID, done: bool, *, by: Account) -> Defect:
    """Tick a defect of the last return as mended, or take the tick back; nothing else follows from it.

    Errors: Refused for others than the applicant, and once it was submitted again.
    """
    row = flow.lock(application)
    if row.person.account_id != by.id:
        raise Refused(_("只有申报人本人可以勾选。"), status=403)
    found = next((one for one in newest(row) if one.pk == defect_id), None)
    if found is None:
        raise Refused(_("这份申报已不在修改中，不能再勾选。请刷新页面查看最新进度。"))
    if (found.done_at is not None) != done:
        found.done_at = clock.now() if done else None
        found.save(update_fields=["done_at"])
        facts = {"defect": str(found.id), "done": done}
        write("tick_defect", "application", row.id, actor=by.id, facts=facts)
    return found
