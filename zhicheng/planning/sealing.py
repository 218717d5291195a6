"""Whose seals a call bears: the organiser that published it first, then the others that have sealed the same content."""

from zhicheng.planning.models import Call, Filing
from zhicheng.signatures.actions import content_hash
from zhicheng.signatures.models import Signature


def sealed_content(call: Call, filing: Filing) -> dict[str, str]:
    """What the organisers' keys sign: the call as it was filed."""
    return {"call": str(call.id), "content_hash": filing.content_hash}


def seals_of(call: Call, filing: Filing | None) -> list[Signature]:
    """The seals over the call as filed, one an organiser; who sealed an earlier text is not among them."""
    found = {call.seal.organisation_id: call.seal} if call.seal else {}
    if filing is not None:
        sealed = call.co_seals.select_related("account", "organisation").order_by("signed_at", "id")
        for one in sealed.filter(content_hash=content_hash(sealed_content(call, filing))):
            found.setdefault(one.organisation_id, one)
    return list(found.values())
