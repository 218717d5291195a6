"""What every page knows: the time, whether it is demo time."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from zhicheng.almanac import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The clock's time (China), whether this database runs on demo time, whether it is a closed room's."""
    return {"clock_now": clock.now(), "is_demo": clock.is_demo(), "in_room": settings.ROOM}
