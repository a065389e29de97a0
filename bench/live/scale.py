"""`make scale`: the production layout on this machine, with a PostgreSQL and a Redis of its own and the demonstration in it.

DATABASE_URL and REDIS_URL take yours instead; PORT is where it is served (8000). Ctrl+C stops all of it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.live.layout import Layout
from bench.live.processes import ROOT
from bench.live.services import Postgres, Redis, listens


def manage(env: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env={**os.environ, **env})
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} failed: nothing was started.")


def addresses(layout: Layout, env: dict[str, str]) -> str:
    lines = (
        [] if shutil.which("nginx") else ["nginx is not installed: open a uvicorn address, which serves pages too.", ""]
    )
    if layout.nginx:
        lines.append(f"nginx        http://127.0.0.1:{layout.nginx.port}/")
    lines.append(f"gunicorn     http://127.0.0.1:{layout.web.port}/  (2 workers: pages and posts)")
    lines += [f"uvicorn      http://127.0.0.1:{one.port}/  (/ws/ and /sse/)" for one in layout.live]
    lines.append("worker       makes the files (manage.py work)")
    return "\n".join([*lines, f"PostgreSQL   {env['DATABASE_URL']}", f"Redis        {env['REDIS_URL']}"])


def main() -> None:
    port = int(os.environ.get("PORT", "8000"))
    if listens(port):
        sys.exit(f"Something listens on port {port} already. Choose another: make scale PORT=8001")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        env = {"DEMO": "1", "ERASURE_LEDGER": f"{folder}/erasures.jsonl", "AUDIT_HEADS_FILE": f"{folder}/heads.log"}
        env["DATABASE_URL"] = os.environ.get("DATABASE_URL") or Postgres("scale").url
        env["REDIS_URL"] = os.environ.get("REDIS_URL") or Redis().url
        manage(env, "migrate", "--verbosity", "0")
        env["SITE_URL"] = f"http://127.0.0.1:{port}"
        layout = Layout(env, Path(folder), port)
        manage(env, "seed_demo", "--address", f"http://127.0.0.1:{layout.sockets.port}")
        print(addresses(layout, env), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        print("\nStopping …", flush=True)
        layout.stop()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # while it starts: what was started ends with this process
        main()
