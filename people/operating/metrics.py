"""Figures for Prometheus, at an address that no visitor reaches. They name views and numbers, never people.

The processes that answer pages write their counts into METRICS_FOLDER (django-prometheus, by view and status: no path,
no address, no name). One process apart adds them up and asks the database for the rest.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, make_wsgi_app, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit import clock
from audit.models import Head
from people.operating import doctor, heartbeats, verification

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Wellness(Collector):
    """What the doctor finds, as figures, when asked: no mail is sent and no certificate fetched."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            yield from self._collect()
        finally:
            connection.close()

    def _collect(self) -> Iterator[GaugeMetricFamily]:
        well = GaugeMetricFamily("answerable_well", "1 as it should be, 0 to mend", labels=["what"])
        worst: dict[str, bool] = {}
        for found in doctor.examine(outside=False):
            if found.well is not None:
                worst[found.what] = worst.get(found.what, True) and found.well
        for what, is_well in worst.items():
            well.add_metric([what], float(is_well))
        yield well
        if not worst.get("database"):
            return
        since = GaugeMetricFamily("answerable_seconds_since", "since something last happened", labels=["what"])
        for what in ("tick", "backup", verification.VERIFIED):
            if at := heartbeats.last(what):
                since.add_metric([what], (clock.now() - at).total_seconds())
        yield since
        yield GaugeMetricFamily("answerable_record_entries", "entries in the record", value=Head.now().number)


def registry() -> CollectorRegistry:
    found = CollectorRegistry()
    found.register(Wellness())
    if settings.METRICS_FOLDER and Path(settings.METRICS_FOLDER).is_dir():
        multiprocess.MultiProcessCollector(found, path=settings.METRICS_FOLDER)  # type: ignore[no-untyped-call]
    return found


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return

    def address_string(self) -> str:
        return "local"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _AtSocket(_Server):
    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        path = Path(str(self.server_address))
        path.unlink(missing_ok=True)
        self.socket.bind(str(path))
        path.chmod(0o660)
        self.server_name, self.server_port = "local", 0
        self.setup_environ()

    def get_request(self) -> tuple[socket.socket, object]:
        request, _ = self.socket.accept()
        return request, ("local", 0)


def server(at: str) -> WSGIServer:
    """Listening at `127.0.0.1:9108` or at a socket's path. Another address than this machine's raises ValueError."""
    app = make_wsgi_app(registry())
    if "/" in at:
        made: WSGIServer = _AtSocket(at, _Quiet)  # type: ignore[arg-type]
        made.set_app(app)
        return made
    host, _, port = at.rpartition(":")
    if host.strip("[]") not in LOOPBACK:
        raise ValueError(f"{at} can be reached from outside. Use 127.0.0.1:{port} or the path of a socket.")
    return make_server(host.strip("[]"), int(port), app, server_class=_Server, handler_class=_Quiet)
