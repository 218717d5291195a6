"""What stations have asked for besides, and whether it may still be answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhicheng.applications.attachments import ASKED_PREFIX, Demand
from zhicheng.applications.models import Application, Attachment, MaterialRequest
from zhicheng.applications.states import EDITABLE, ENDS, State
from zhicheng.files.checks import SCANS


@dataclass(frozen=True)
class Asked:
    """One request with the files that answer it; `open`: the applicant may add to it now."""

    request: MaterialRequest
    files: list[Attachment]
    open: bool


def key_of(request: MaterialRequest) -> str:
    """The key of the attachments that answer it."""
    return f"{ASKED_PREFIX}{request.id.hex}"


def demand_of(request: MaterialRequest) -> Demand:
    """The request as a line of 附件管理."""
    return Demand(key_of(request), request.title, request.words, "GUIDE-5.2.3-4", True, SCANS)


def is_open(application: Application, request: MaterialRequest) -> bool:
    """While the applicant can change everything, or whoever asked still has the case."""
    state = State(application.state)
    if state in EDITABLE:
        return True
    if state in ENDS:
        return False
    mine = request.organisation_id
    return application.holder_id == mine or application.companies.filter(organisation=mine).exists()


def asked_of(application: Application, attachments: Iterable[Attachment] | None = None) -> list[Asked]:
    """Every request on the application, the oldest first, with its files (`attachments`, where at hand)."""
    if application.submitted_at is None:  # no station has seen it
        return []
    requests = application.material_requests.select_related("organisation").order_by("asked_at", "id")
    found = list(requests)
    if not found:
        return []
    if attachments is None:
        attachments = Attachment.objects.filter(application=application, key__startswith=ASKED_PREFIX)
    files = list(attachments)
    return [
        Asked(one, [file for file in files if file.key == key_of(one)], is_open(application, one))
        for one in found
    ]


def request_for(application: Application, key: str) -> MaterialRequest | None:
    """The request that attachments of this key answer, or None."""
    if not key.startswith(ASKED_PREFIX):
        return None
    return next((one for one in application.material_requests.all() if key_of(one) == key), None)
