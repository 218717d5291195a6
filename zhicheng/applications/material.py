"""What of an application is shown and packed: what was submitted, or what stands there now."""

from collections.abc import Mapping
from typing import Any

from zhicheng.applications import casefile
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.snapshot import content_of
from zhicheng.applications.states import EDITABLE, State
from zhicheng.applications.stationing import road_of


def content_now(application: Application) -> tuple[Mapping[str, Any], Submission | None]:
    """The frozen content while it is with others, the present one while it can be changed."""
    if State(application.state) not in EDITABLE:
        submission = application.submissions.order_by("-version").first()
        if submission is not None:
            return submission.material, submission
    case = casefile.assemble(application)
    return content_of(case, road_of(case), application.number or ""), None
