"""What an act raises when it must not happen."""


class Refused(Exception):
    """An act is refused. `message`: Chinese, what is wrong and what to do; `clause`: what it rests on.

    `field`: whose value is wrong; `status`: HTTP.
    """

    def __init__(
        self, message: str, *, clause: str | None = None, field: str | None = None, status: int = 409
    ) -> None:
        super().__init__(message)
        self.message, self.clause, self.field, self.status = message, clause, field, status
