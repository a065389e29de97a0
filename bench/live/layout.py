"""The production layout on this machine: two gunicorn workers, one more for the pages that cost most, two uvicorn
processes, a background worker, nginx before them if it is here.

nginx runs with the locations that deploy/ ships, so that what is measured is what is installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.live import processes
from bench.live.services import free_port

SHIPPED = processes.ROOT / "deploy" / "nginx"
CONFIG = """
pid {folder}/nginx.pid; error_log stderr warn; daemon off; worker_processes 1; worker_rlimit_nofile 20000;
events {{ worker_connections 10000; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream web {{ server 127.0.0.1:{web} fail_timeout=0; keepalive 16; }}
    include {folder}/limits.conf;
    upstream reading {{ server 127.0.0.1:{reading} fail_timeout=0; keepalive 4; }}
    upstream live {{ least_conn; {live} }}
    server {{ listen 127.0.0.1:{{port}}; include {folder}/locations.conf; }}
}}
"""


class Nginx(processes.Server):
    """nginx before the processes of a layout. Its port is put into the configuration when it starts."""

    def __init__(
        self,
        web: processes.Server,
        reading: processes.Server,
        live: list[processes.Server],
        folder: Path,
        port: int = 0,
    ) -> None:
        port, here = port or free_port(), folder / "nginx"
        here.mkdir(mode=0o755)
        folder.chmod(0o755)  # its workers are another user, and read the page for a moment without processes
        locations = (SHIPPED / "locations.conf").read_text().replace("/etc/nginx/answerable", str(here))
        (here / "locations.conf").write_text(locations)
        for name in ("away.html", "busy.html", "too-big.html"):
            shutil.copy(SHIPPED / name, here)
        (here / "limits.conf").write_text((SHIPPED / "limits.conf").read_text().replace("/run/", f"{here}/"))
        servers = " ".join(f"server 127.0.0.1:{one.port} max_fails=0;" for one in live)
        config = CONFIG.format(folder=here, web=web.port, reading=reading.port, live=servers).replace(
            "{port}", str(port)
        )
        (here / "nginx.conf").write_text(config)
        super().__init__(["-c", str(here / "nginx.conf")], {}, port, program="nginx")


class Layout:
    """All processes, started. `port` is where a browser would knock."""

    def __init__(self, env: Mapping[str, str], folder: Path, port: int = 0) -> None:
        behind = {**env, "BENCH_LOGS": str(folder)}
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=processes.ROOT, env={**os.environ, **env}, check=True)  # or no page can be made
        if shutil.which("nginx"):
            behind |= {"TRUSTED_PROXIES": "1"}
        self.web = processes.gunicorn(behind)
        self.reading = processes.gunicorn(behind, workers=1, threads=1, nice=19)
        self.live = [processes.uvicorn(behind), processes.uvicorn(behind)]
        self.worker = processes.worker(behind)
        self.nginx = Nginx(self.web, self.reading, self.live, folder, port) if shutil.which("nginx") else None

    @property
    def front(self) -> processes.Server:
        """Where pages and posts go in."""
        return self.nginx or self.web

    @property
    def sockets(self) -> processes.Server:
        """Where sockets go in."""
        return self.nginx or self.live[0]

    def stop(self) -> None:
        for server in [self.nginx, self.web, self.reading, *self.live, self.worker]:
            if server is not None:
                server.stop()
