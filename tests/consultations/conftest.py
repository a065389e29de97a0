import pytest

from tests.consultations.draft import Draft, make_draft


@pytest.fixture
def draft(db: None) -> Draft:
    """A draft that has everything gate A asks for."""
    return make_draft()
