"""People who left a marker everywhere, made once for the tests of a module."""

from tests.cast import Cast
from tests.made_once import made_once
from tests.people.privacy import marked
from tests.people.privacy.marked import Filled


@made_once
def published(cast: Cast) -> Filled:
    """Three people; the findings are out."""
    return marked.fill(cast, marked.three(cast))


@made_once
def unpublished(cast: Cast) -> Filled:
    """Three people; the findings are about to come out."""
    return marked.fill(cast, marked.three(cast), publish=False)
