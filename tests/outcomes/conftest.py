"""How far most tests of these rooms begin."""

from outcomes.models import Finding
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report import printed


@made_once
def ready_finding(cast: Cast) -> Finding:
    """Everything gate E asks for is there."""
    return coded.ready_to_publish(cast)


@made_once
def published_finding(cast: Cast) -> Finding:
    """The same, through the gate: the report is out."""
    return printed.published(cast)
