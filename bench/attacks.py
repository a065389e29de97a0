"""The attacks that worked once, as they were done, against the production layout: is each refused, and none silent?

../shared/reliability.md tells them by number. The layout is that of `make scale` with PostgreSQL and Redis of this
bench's own and a hall of people in it; an attacker has cookie jars, network addresses on loopback, the roles that a
row names, and, where the row says so, the web's database role. A row is held when nothing that the attacker wanted
happened and the product said so: to the attacker in words, in the record, or on a page of whoever is responsible.
Run: python bench/attacks.py [numbers of attacks]
"""

import os
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness
from bench.live.layout import Layout
from bench.live.services import Postgres, Redis

redis, postgres = Redis(), Postgres()
os.environ |= {"BENCH_DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
FOLDER = harness.begin()

from bench.attack import attacks
from bench.attack.scene import Scene

ENV = {
    "DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "DEMO": "1", "DEBUG": "0",
    "ERASURE_LEDGER": os.environ["ERASURE_LEDGER"], "AUDIT_HEADS_FILE": f"{FOLDER}/heads.log",
}  # fmt: skip


def main() -> None:
    wanted = {int(number) for number in sys.argv[1:]}
    scene = Scene(Layout(ENV, FOLDER), FOLDER, ENV)
    rows, bars = [], {}
    for attack in attacks.ATTACKS:
        if wanted and attack.number not in wanted:
            continue
        try:
            found = attack.run(scene)
        except Exception as fault:  # an attack that cannot be run as written holds nothing
            found = attacks.Found(False, "", f"{type(fault).__name__}: {fault}"[:120])
        rows.append(
            [attack.number, attack.name, found.result, "yes" if found.refused else "NO", found.told or "NOBODY"]
        )
        bars[f"{attack.number}. {attack.name}: refused"] = found.refused
        bars[f"{attack.number}. {attack.name}: not silent"] = bool(found.told)
    scene.layout.stop()
    harness.table(["no.", "attack", "what came of it", "refused", "who was told"], rows)
    harness.finish("attacks", {"attacks": len(rows)}, bars)


if __name__ == "__main__":
    main()
