"""How an act says no."""

from collections.abc import Mapping

from people.text.differences import compared


class Refused(Exception):
    """An act was asked for something its rules do not allow.

    The message is shown to the person who asked: a plain sentence that says what to do instead.
    `problems` holds one sentence a problem where there are several.
    """

    def __init__(self, message: str, problems: list[str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or [message]


class Overtaken(Refused):
    """Another text was saved since the form was opened: both are kept, and `changes` is what differs, by words.

    `mark`: what the form carries once somebody has read the other text and saves all the same.
    """

    def __init__(
        self, standing: Mapping[str, str], typed: Mapping[str, str], mark: str, who: str = "", at: str = ""
    ) -> None:
        saved = f"{who} saved another text of this on {at}" if who else "Another text of this was saved"
        super().__init__(
            f"{saved}, while you were writing. Yours is kept below, but not saved. Read the other one beside it, "
            "then save what should stand."
        )
        self.standing, self.typed, self.mark, self.who = standing, typed, mark, who
        self.changes = compared(standing, typed)


class Waiting(str):
    """What a job of the clock says when something it needs is away: the rest waits, and `tick` fails at its end."""
