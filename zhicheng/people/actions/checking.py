"""The bureau's check of a unit's credit code, which the unit's first recommendation waits for (against impostors)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.area import may_check
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import bearers
from zhicheng.trail import writing as trail

CLAUSE = "GUIDE-5.4.4"


@transaction.atomic
def check_credit_code(
    unit: Organisation, bureau: Organisation, *, right: bool, words: str, by: Account
) -> Organisation:
    """Say whether the code is the unit's own; `words`: what was looked at, or what the unit has to put right.

    A unit whose code is not right goes on filling in and recommends nobody; its officers are told. What was found
    can be found otherwise later. Errors: Refused for other bureaus, without words, and where it says so already.
    """
    if not acts_for(by, bureau, Membership.Role.BUREAU) or not may_check(bureau, unit):
        raise Refused(_("只核验本地单位的统一社会信用代码。"), clause=CLAUSE, status=404)
    said = " ".join(words.split())
    if not said:
        why = _("请写明核对了什么证照。") if right else _("请写明哪里不符、单位应当怎样办。")
        raise Refused(why, field="words", clause=CLAUSE, status=400)
    row = Organisation.objects.select_for_update().get(pk=unit.pk)
    if (row.checked_at if right else row.check_refused_at) is not None:
        raise Refused(_("该单位已有相同的核验结论，无需重复办理。"), clause=CLAUSE)
    at = clock.now()
    row.checked_at, row.check_refused_at = (at, None) if right else (None, at)
    row.checked_by, row.checked_for, row.check_words = by, bureau, said
    row.save(update_fields=["checked_at", "check_refused_at", "checked_by", "checked_for", "check_words"])
    subject, told = _told(right)
    for account in bearers(row.id, Membership.Role.UNIT):
        told_words = told % {"bureau": bureau.contact, "words": said}
        send(
            account,
            subject,
            told_words,
            link="/account/unit/profile/",
            mobile="" if right else row.contact_phone,
        )
    facts = {"right": right, "words": said, "code": row.credit_code, "name": row.name}
    trail.write("check_credit_code", "organisation", row.id, actor=by.id, organisation=bureau.id, facts=facts)
    return row


def check_anew(unit: Organisation) -> None:
    """After the unit has put its data right: what was refused waits again. The caller saves."""
    if unit.check_refused_at is not None:
        unit.check_refused_at = unit.checked_by = unit.checked_for = None
        unit.check_words = ""


def _told(right: bool) -> tuple[str, str]:
    if right:
        return _("统一社会信用代码已核验"), _("%(bureau)s已核验本单位的统一社会信用代码，可以推荐申报人。")
    return (
        _("统一社会信用代码核验未通过"),
        _(
            "%(bureau)s核验未通过：%(words)s\n请在“单位信息”中改正后保存，系统会再次送核；"
            "信用代码本身填错的，请用正确的代码重新注册。核验通过前可以照常填报，不能推荐。"
        ),
    )
