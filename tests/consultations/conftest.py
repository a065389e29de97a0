from consultations.stages import stages
from tests.consultations.draft import Draft, make_draft
from tests.made_once import made_once


@made_once
def draft() -> Draft:
    """A draft that has everything gate A asks for."""
    return make_draft()


@made_once
def sent_draft(draft: Draft) -> Draft:
    """The same, before the panel."""
    return draft.send_to_panel()


@made_once
def signed_draft(sent_draft: Draft) -> Draft:
    """The same, signed by two of the panel."""
    return sent_draft.sign()


@made_once
def announced_draft(signed_draft: Draft) -> Draft:
    """The same, announced."""
    stages.move(signed_draft.consultation, "announce", by=signed_draft.moss)
    return signed_draft
