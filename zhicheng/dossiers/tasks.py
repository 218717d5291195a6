"""Background work on evidence."""

from uuid import UUID

from django_tasks import task

from zhicheng.dossiers import taking_in


@task(priority=50)  # somebody waits for it
def take_in(arrival_id: str) -> None:
    """Turn a file that has come in into evidence; nothing where that was done or it was taken back."""
    taking_in.take_in(UUID(arrival_id))
