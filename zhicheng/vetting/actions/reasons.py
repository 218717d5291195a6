"""常用原因: what an office writes again and again, kept by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.trail.writing import write
from zhicheng.vetting.access import ROLE_OF_ACTOR
from zhicheng.vetting.actions.finding import REASON
from zhicheng.vetting.models import CommonReason

MOST = 100  # in use at one office


@transaction.atomic
def add_reason(organisation: Organisation, words: str, by: Account) -> CommonReason:
    """A further common reason of the office. Errors: Refused."""
    must_keep(organisation, by)
    mine = _in_use(organisation)
    if len(mine) >= MOST:
        raise Refused(_("常用原因最多%(most)d条，请先停用不再使用的。") % {"most": MOST})
    text = _checked(words, mine)
    made = CommonReason.objects.create(
        organisation=organisation, words=text, added_by=by, added_at=clock.now()
    )
    _note("add_reason", made, by, {"words": text})
    return made


@transaction.atomic
def edit_reason(reason: CommonReason, words: str, by: Account) -> CommonReason:
    """Other words from now on; defects that were recorded keep theirs. Errors: Refused."""
    found = _held(reason, by)
    text = _checked(words, [one for one in _in_use(found.organisation) if one.pk != found.pk])
    facts = {"before": found.words, "words": text}
    found.words = text
    found.save(update_fields=["words"])
    _note("edit_reason", found, by, facts)
    return found


@transaction.atomic
def retire_reason(reason: CommonReason, by: Account) -> CommonReason:
    """No longer offered; what was recorded with it stays. Errors: Refused."""
    found = _held(reason, by)
    found.retired_at = clock.now()
    found.save(update_fields=["retired_at"])
    _note("retire_reason", found, by, {"words": found.words})
    return found


def _in_use(organisation: Organisation) -> list[CommonReason]:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    return list(CommonReason.objects.filter(organisation=organisation, retired_at__isnull=True))


def _held(reason: CommonReason, by: Account) -> CommonReason:
    rows = CommonReason.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    found = rows.get(pk=reason.pk)
    must_keep(found.organisation, by)
    if found.retired_at is not None:
        raise Refused(_("这条常用原因已停用。"), status=409)
    return found


def must_keep(organisation: Organisation, by: Account) -> None:
    """Only who audits for the office keeps what is the office's. Errors: Refused."""
    if not any(acts_for(by, organisation, role) for role in ROLE_OF_ACTOR.values()):
        raise Refused(_("您不能代表这个单位办理。"), status=403)


def _checked(words: str, others: list[CommonReason]) -> str:
    text = " ".join(words.split())
    if not text or len(text) > REASON:
        raise Refused(_("请填写原因，%(most)d字以内。") % {"most": REASON}, field="words", status=400)
    if any(one.words == text for one in others):
        raise Refused(_("已有相同的常用原因。"), field="words", status=409)
    return text


def _note(act: str, reason: CommonReason, by: Account, facts: dict[str, str]) -> None:
    write(
        act,
        "common_reason",
        reason.id,
        actor=by.id,
        organisation=reason.organisation_id,
        facts=facts,
    )
