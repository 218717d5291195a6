"""Whether every application was either submitted whole or not at all, and what its receipt says."""

import json
from typing import Any

from django.db.models import Count, Q, Sum

from zhicheng.applications.models import Application, Station, Step, Submission
from zhicheng.applications.states import Event, State
from zhicheng.drafts.models import Draft
from zhicheng.inbox.models import Message
from zhicheng.signatures.actions import content_hash
from zhicheng.trail.models import Entry


def main(arguments: list[str]) -> int:
    """Ids of applications that were drafts: prints what each holds now, and which exist by halves."""
    found = [_of(row) for row in Application.objects.filter(pk__in=arguments)]
    print(json.dumps({"halves": [one["id"] for one in found if one["half"]], "rows": found}))
    return 0


def _of(row: Application) -> dict[str, Any]:
    """Number and hash of a submission; `half` where what belongs together is not all there, or there twice."""
    sent = list(Submission.objects.filter(application=row))
    parts = {
        "number": int(row.number is not None),
        "submission": len(sent),
        "step": Step.objects.filter(application=row, event=Event.SUBMIT).count(),
        "trail": Entry.objects.filter(subject=row.pk, act=Event.SUBMIT).count(),
        "message": Message.objects.filter(
            link=f"/apply/{row.pk}/", subject__contains=row.number or "-"
        ).count(),
        "moved": int(row.state == State.AT_UNIT),
        "dated": int(row.submitted_at is not None),
    }
    stations = Station.objects.filter(application=row).aggregate(
        all=Count("pk"), first=Count("pk", filter=Q(position=0))
    )
    wanted = 0 if row.state == State.DRAFT else 1
    whole = all(count == wanted for count in parts.values()) and stations["first"] == wanted
    whole = whole and all(content_hash(one.content) == one.content_hash for one in sent)
    return {
        "id": str(row.pk),
        "number": row.number,
        "hash": sent[0].content_hash if sent else "",
        "state": row.state,
        "versions": Draft.objects.filter(account__person=row.person_id).aggregate(sum=Sum("version"))["sum"]
        or 0,
        "others": row.attachments.filter(key="other").count(),
        "half": not whole,
        "parts": {**parts, "stations": stations["all"]},
    }
