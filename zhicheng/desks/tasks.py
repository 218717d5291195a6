"""Background work of the desks."""

from uuid import UUID

from django_tasks import task

from zhicheng.desks import list_files


@task()
def make_list(list_id: str) -> None:
    """Make the Excel file of a list that was asked for; nothing where it is there."""
    list_files.make(UUID(list_id))
