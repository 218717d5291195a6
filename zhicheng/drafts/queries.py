"""Reads of the stage."""

import json
from typing import Any

from zhicheng.drafts.models import Draft
from zhicheng.people.models import Account
from zhicheng.ui.templatetags.ui import cn_moment


def draft_at(account: Account, address: str) -> Draft | None:
    """What the account has typed at the address and not handed in."""
    return Draft.objects.filter(account=account, path=address.replace("\x00", "")).first()


def told(draft: Draft | None) -> dict[str, Any]:
    """A draft for the page: version 0 where there is none."""
    if draft is None:
        return {"version": 0, "typed": {}, "base": "", "saved": ""}
    return {
        "version": draft.version,
        "typed": json.loads(draft.typed),
        "base": draft.base,
        "saved": cn_moment(draft.saved_at),
    }
