"""A station asks for something named besides; that is no return and uses up no chance (GUIDE-5.2.3-4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application, MaterialRequest
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.trail.writing import write
from zhicheng.vetting.access import must_decide

MOST_OPEN = 5
TITLE, WORDS = 60, 300  # characters


@transaction.atomic
def ask_for_material(
    application: Application, title: str, words: str, by: Account, organisation: Organisation
) -> MaterialRequest:
    """Ask the applicant for one named material, `words` saying what it must show.

    Errors: Refused where the case is not with them, without name or words, or with five still unanswered.
    """
    row = flow.lock(application)
    must_decide(row, by, organisation)
    title, words = " ".join(title.split()), words.strip()
    if not title or len(title) > TITLE:
        raise Refused(_("请写明材料名称，60字以内。"), field="title", status=400)
    if not words or len(words) > WORDS:
        raise Refused(_("请写明要求，300字以内。"), field="words", status=400)
    waiting = row.material_requests.filter(organisation=organisation, answered_at__isnull=True)
    if waiting.count() >= MOST_OPEN:
        raise Refused(_("还有%(most)d项补充要求没有答复，请先等申报人补充。") % {"most": MOST_OPEN})
    request = MaterialRequest.objects.create(
        application=row,
        person_id=row.person_id,
        organisation=organisation,
        account=by,
        title=title,
        words=words,
        asked_at=clock.now(),
    )
    facts = {"request": str(request.id), "title": title, "words": words}
    write("ask_for_material", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    send(
        row.person.account_id,
        _("请补充材料：%(title)s") % {"title": title},
        _("%(who)s要求补充“%(title)s”：%(words)s。在“附件管理”上传，不占用返回修改的机会。")
        % {"who": organisation.name, "title": title, "words": words.rstrip("。")},
        link=f"/apply/{row.id}/attachments/",
    )
    return request
