"""`check --deploy` refuses a demo database."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db.utils import Error as DatabaseError

from zhicheng.almanac import clock


@register(Tags.security, deploy=True)
def no_demo_time(app_configs: Any, **other: Any) -> list[CheckMessage]:
    """An error where the database runs on demo time."""
    try:
        demo = clock.is_demo()
    except DatabaseError as error:
        return [Error(f"the database cannot be read: {error}", id="zhicheng.E002")]
    if demo:
        return [
            Error(
                "this is a demo database: it stores its own time and invented people",
                hint="point DATABASE_URL or DATA_DIR at a database of its own for production",
                id="zhicheng.E001",
            )
        ]
    return []
