"""What lies in the store, for tests to look at."""

import io

from zhicheng.files.stores import store


def kept(name: str) -> io.BytesIO:
    """The content of a name."""
    with store().open(name) as stream:
        return io.BytesIO(stream.read())
