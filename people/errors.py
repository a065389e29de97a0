"""How an act says no."""


class Refused(Exception):
    """An act was asked for something its rules do not allow.

    The message is shown to the person who asked: a plain sentence that says what to do instead.
    `problems` holds one sentence a problem where there are several.
    """

    def __init__(self, message: str, problems: list[str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or [message]


class Waiting(str):
    """What a job of the clock says when something it needs is away: the rest waits, and `tick` fails at its end."""
