"""What every measurement shares: a database of its own, a table, and one last line of JSON.

A bench calls `begin()` before it imports anything of Django, and ends with `finish()`. It exits with 0 only
if every bar held. `BENCH_DATABASE_URL` runs it on another database, which must be empty and is left as it is.
`BENCH_TABLES=models` makes the tables as the models say, in a second: without what only migrations bring, which are
the triggers of the record. For a test that runs a bench.
"""

import atexit
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn


def begin() -> Path:
    """Set Django up on an empty migrated database in a folder that goes when the bench ends. Returns the folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended before it was done."))  # what it started ends with it
    folder = tempfile.TemporaryDirectory(prefix="bench-")
    atexit.register(folder.cleanup)
    own = f"sqlite:///{folder.name}/bench.sqlite3"
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", own)
    os.environ["ERASURE_LEDGER"] = f"{folder.name}/erasures.jsonl"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEMO"], os.environ["DEBUG"] = "1", "0"
    import django
    from django.conf import settings

    # No collected files here: addresses are made from names, which a manifest would also only look up.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    only_models = os.environ.get("BENCH_TABLES") == "models"
    if only_models:
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=only_models)
    return Path(folder.name)


def work_at_once() -> None:
    """Jobs for the background are done where they are asked for: no worker runs beside a bench."""
    from django.test import override_settings

    override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}).enable()


BARE = """<!doctype html><html lang="en"><title>Thread</title><h1>{{ thread.title }}</h1>
<ul>{% for c in rows %}<li><b>{{ c.membership.pseudonym }}</b> {{ c.created_at }} <p>{{ c.body }}</p></li>
{% endfor %}</ul></html>"""


def serve_bare() -> None:
    """From now on /bare/PK/ reads twenty rows of that thread and lists them: what any such page costs at the least.

    It goes through the same middleware, knows the reader and checks nothing. Pages are held against it.
    """
    from types import ModuleType

    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import include, path

    from deliberation.models import Contribution, Thread

    template = engines["django"].from_string(BARE)

    def bare(request: HttpRequest, pk: int) -> HttpResponse:
        assert request.user.is_authenticated
        thread = Thread.objects.get(pk=pk)
        top = Contribution.objects.filter(thread=thread, reply_to=None)
        rows = top.select_related("membership").order_by("pk")[:20]
        return HttpResponse(template.render({"thread": thread, "rows": rows}, request))

    addresses = ModuleType("bench_addresses")
    addresses.urlpatterns = [  # type: ignore[attr-defined]
        path("bare/<int:pk>/", bare),
        path("", include("config.urls")),
    ]
    sys.modules["bench_addresses"] = addresses
    settings.ROOT_URLCONF = "bench_addresses"


def outside(variable: str, place: str) -> Path:
    """Material that is no part of the project: where the environment says, or at `place` in a folder shared/ beside it.

    The path may lead nowhere: a bench then says what it passed over.
    """
    if os.environ.get(variable):
        return Path(os.environ[variable])
    beside = [folder / "shared" / place for folder in Path(__file__).resolve().parents[2:4]]
    return next((path for path in beside if path.exists()), beside[0])


def interleaved(
    calls: dict[str, Callable[[], Any]],
    rounds: int,
    warm: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, list[float]]:
    """Milliseconds of each call, `rounds` times each, taken in turns so that a slow moment strikes them all.

    `clock` time.thread_time counts this thread's work alone: steadier where other programs share the machine.
    """
    for _ in range(warm):
        for call in calls.values():
            call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        names = list(calls)
        for name in names if turn % 2 else reversed(names):
            begun = clock()
            calls[name]()
            taken[name].append((clock() - begun) * 1000)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print `rows` in columns; numbers stand at the right."""
    cells = [[f"{cell:,.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(headings), *cells]) for i in range(len(headings))]
    print("  ".join(heading.ljust(width) for heading, width in zip(headings, widths, strict=True)))
    for row, line in zip(rows, cells, strict=True):
        placed = (
            text.ljust(width) if isinstance(cell, str) else text.rjust(width)
            for cell, text, width in zip(row, line, widths, strict=True)
        )  # fmt: skip
        print("  ".join(placed))


def finish(name: str, figures: dict[str, Any], bars: dict[str, bool]) -> NoReturn:
    """Say which bars held, print the figures as one line of JSON, and leave: 0 only if all of them did."""
    print()
    for bar, held in bars.items():
        print(f"{'held' if held else 'MISSED'}  {bar}")
    ok = all(bars.values())
    print(json.dumps({"bench": name, **figures, "bars": bars, "ok": ok}))
    sys.exit(0 if ok else 1)
