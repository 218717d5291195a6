"""What an auditor keeps for the own eyes beside a case: sections seen, notes. It decides nothing and is on no record."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vetting import sheet
from zhicheng.vetting.models import OwnMark

LONGEST = 2000  # characters of a note


def mark_seen(application: Application, section: str, seen: bool, by: Account) -> OwnMark:
    """Tick a section as it was submitted last, or take the tick back. It falls by itself once the section changes.

    The caller has checked that `by` may read the case. Errors: Refused for an unknown section.
    """
    last = application.submissions.order_by("-version").first()
    return _keep(application, section, by, seen=sheet.digest(last.material, section) if last and seen else "")


def write_note(application: Application, section: str, words: str, by: Account) -> OwnMark:
    """Keep the note on a section in place of the one before; empty words clear it. Errors: Refused."""
    words = words.replace("\0", " ").strip()
    if len(words) > LONGEST:
        raise Refused(_("笔记最多%(most)d字。") % {"most": LONGEST}, field="note", status=400)
    return _keep(application, section, by, note=words)


@transaction.atomic
def _keep(application: Application, section: str, by: Account, **what: Any) -> OwnMark:
    if section not in sheet.SECTIONS:
        raise Refused(_("申报表里没有这一栏，请刷新页面后重试。"), status=400)
    row, _new = OwnMark.objects.update_or_create(
        application=application,
        account=by,
        section=section,
        defaults={"person_id": application.person_id, "changed_at": clock.now(), **what},
    )
    return row
