from tests.consultations.draft import Draft, make_draft
from tests.made_once import made_once


@made_once
def draft() -> Draft:
    """A draft that has everything gate A asks for."""
    return make_draft()
