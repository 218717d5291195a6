"""Background work on files."""

from django_tasks import task

from zhicheng.files import reading


@task(priority=-50)  # everything that somebody waits for comes first
def read_image(sha256: str) -> None:
    """Read the text in an image."""
    reading.read(sha256)
