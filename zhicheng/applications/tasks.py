"""Background work on applications."""

from uuid import UUID

from django_tasks import task

from zhicheng.applications import exporting


@task()
def make_export(export_id: str) -> None:
    """Make the file of everything that a person asked for; nothing where that was done or another was asked for."""
    exporting.make(UUID(export_id))
