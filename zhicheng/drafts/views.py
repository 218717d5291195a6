"""One address, for the script beside the forms: what is kept, keep this, give it up."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.almanac import clock
from zhicheng.drafts import actions, queries
from zhicheng.people.access import account_of, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.templatetags.ui import cn_moment


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft(request: HttpRequest) -> HttpResponse:
    """GET `address`: the draft kept for that form. POST `address`, `typed` (JSON), `base`, `seen`, or `drop`."""
    account = account_of(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    try:
        if request.method != "POST":
            return JsonResponse(queries.told(queries.draft_at(account, sent.get("address", ""))))
        address = actions.form_address(sent.get("address", ""))
        if "drop" in sent:
            actions.drop(account, address)
            return JsonResponse({"version": 0})
        version = actions.keep(
            account,
            address=address,
            typed=_typed(sent.get("typed", "")),
            base=sent.get("base", ""),
            seen=_number(sent.get("seen", "")),
        )
    except actions.NewerElsewhere as newer:
        words = {"message": str(newer.message), "newer": queries.told(newer.newer)}
        return JsonResponse(words, status=newer.status)
    except Refused as refused:
        return JsonResponse({"message": str(refused.message)}, status=refused.status)
    return JsonResponse({"version": version, "saved": cn_moment(clock.now())})


def _typed(text: str) -> dict[str, list[str]]:
    """Field → texts. Errors: Refused where it is not that."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = None
    fits = isinstance(found, dict) and all(
        isinstance(texts, list) and all(isinstance(one, str) for one in texts) for texts in found.values()
    )
    if not fits or not _storable(json.dumps(found, ensure_ascii=False)):
        raise Refused(_("自动保存的内容无法识别。"), status=400)
    return dict(found)


def _storable(text: str) -> bool:
    """Whether a database takes the text: no half of a surrogate pair, no NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
