"""Error reports to a Sentry-compatible service, if one is named: where it broke, and nothing of whom it broke for."""

from typing import TYPE_CHECKING, Any

import sentry_sdk
from sentry_sdk.types import Event, Hint

from audit.logs import request_id, without_secrets

if TYPE_CHECKING:
    from sentry_sdk._types import DataCollectionUserOptions

#: What is gathered in the first place: nothing of the request, of people or of what stood in variables.
GATHERED: "DataCollectionUserOptions" = {
    "user_info": False,
    "cookies": {"mode": "off"},
    "http_headers": {"request": {"mode": "off"}},
    "http_bodies": [],
    "url_query_params": {"mode": "off"},
    "graphql": {"document": False, "variables": False},
    "gen_ai": {"inputs": False, "outputs": False},
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
    "frame_context_lines": 0,
}
#: What a report consists of; everything else (request, user, extra, breadcrumbs, the machine's name) stays here.
KEPT = {"event_id", "timestamp", "level", "logger", "platform", "exception", "logentry", "message", "release", "tags"}


def begin(dsn: str, **more: Any) -> None:
    """Report errors from now on."""
    sentry_sdk.init(
        dsn=dsn,
        data_collection=GATHERED,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        auto_session_tracking=False,
        server_name="answerable",
        before_send=scrubbed,
        before_breadcrumb=lambda crumb, hint: None,
        # Django logs what fails with where it broke, and that is reported; its integration would wrap every query and
        # every layer of each request, a fifth of what a page costs.
        auto_enabling_integrations=False,
        **more,
    )


def scrubbed(event: Event, hint: Hint) -> Event:
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in KEPT}
    kept["tags"] = {"request": request_id.get()}
    if "logentry" in kept:
        kept["logentry"] = {"message": kept["logentry"].get("formatted") or kept["logentry"].get("message", "")}
    cleaned: Event = _cleaned(kept)
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {name: one if name == "event_id" else _cleaned(one) for name, one in value.items() if name != "vars"}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value
