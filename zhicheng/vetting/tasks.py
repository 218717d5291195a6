"""Background work of the stations."""

from uuid import UUID

from django_tasks import task

from zhicheng.vetting import batching


@task(priority=50)  # somebody waits for it
def do_batch(batch_id: str) -> None:
    """Do what an officer asked for on many cases; what is done already is left as it is."""
    batching.carry_out(UUID(batch_id))
