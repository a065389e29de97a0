"""The role of the web processes cannot bend the record, and the whole product works with it (on PostgreSQL)."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.people.operating.scratch import Place, place, run

NOTHING_REFUSED = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"
#: As the web role, after the demonstration was told as that role too (every act of the product, to the promises and the
#: unlinking): pages, an erasure, a purge and the tick.
LOOP = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.management import call_command
from django.test import Client
from audit.chain import broken_links
from audit.models import Entry
from consultations.models import Consultation, TokenLink
from deliberation.models import Ballot
from people.models import User
from people.privacy import erasing, ledger
unlinked = Ballot.objects.filter(token__link__isnull=True).count()
assert unlinked and TokenLink.objects.exists(), "some links are cut, others not yet"
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="moss@demo.example"))
for one in Consultation.objects.all():
    for page in ("", "desk/", "discussion/", "record/"):
        assert client.get(one.get_absolute_url() + page).status_code == 200, (one, page)
client.post("/accounts/logout/")
amina = User.objects.get(email="amina@demo.example")
before = Entry.objects.count()
erasing.erase(amina, delete_votes=True)
assert not User.objects.filter(email="amina@demo.example").exists()
assert Entry.objects.count() > before
call_command("purge", verbosity=0)
call_command("tick", verbosity=0)
assert not ledger.is_behind()
assert broken_links() == []
print("the loop is whole")
"""


@pytest.fixture(scope="module")
def prepared(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("place")) as here:
        here.tell(shared)
        yield here


def test_the_whole_loop_works_with_it(prepared: Place) -> None:
    done = run(["-c", LOOP], prepared.env())
    assert done.stdout.splitlines()[-1:] == ["the loop is whole"], done.stdout[-500:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update",
        "DROP TRIGGER audit_entry_no_update ON audit_entry",
        "ALTER TABLE audit_entry RENAME TO elsewhere",
        "ALTER TABLE audit_entry ADD COLUMN more text",
        "ALTER TABLE audit_entry OWNER TO CURRENT_USER",
        "DROP TABLE audit_entry CASCADE",
        "TRUNCATE audit_entry",
        "TRUNCATE audit_head",
        "UPDATE audit_entry SET summary = 'x'",
        "DELETE FROM audit_entry",
        f"CREATE OR REPLACE FUNCTION audit_entry_refuse() {NOTHING_REFUSED}",
        f"CREATE FUNCTION mine() {NOTHING_REFUSED}",
        "DROP FUNCTION audit_entry_refuse() CASCADE",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
        "CREATE RULE mine AS ON INSERT TO audit_entry DO INSTEAD NOTHING",
        "CREATE TEMPORARY TABLE audit_entry (id int)",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "SET session_replication_role = replica",
        "UPDATE django_migrations SET name = 'x'",
        "DELETE FROM django_migrations",
        "SET ROLE {owner}",
        "GRANT {owner} TO {web}",
        "ALTER ROLE {web} SUPERUSER",
        "ALTER DATABASE {name} RENAME TO mine",
    ],
)
def test_it_is_refused(prepared: Place, statement: str) -> None:
    words = {"owner": prepared.owner, "web": prepared.web, "name": prepared.name}
    text = re.sub(r"\{(owner|web|name)\}", lambda found: words[found[1]], statement)
    with prepared.connect(prepared.web) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(text)  # type: ignore[call-overload]


def test_without_the_grants_it_would_not_be(prepared: Place) -> None:
    """The owner can do what the web role cannot: the refusals above are those of the role."""
    with prepared.connect(prepared.owner) as db, db.transaction(force_rollback=True):
        db.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        db.execute("UPDATE audit_entry SET summary = 'x'")


def test_a_table_that_comes_later_can_be_used(prepared: Place) -> None:
    with prepared.connect(prepared.owner) as db:
        db.execute("CREATE TABLE later (id serial, word text)")
    try:
        with prepared.connect(prepared.web) as db:
            db.execute("INSERT INTO later (word) VALUES ('x')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute("TRUNCATE later")
    finally:
        with prepared.connect(prepared.owner) as db:
            db.execute("DROP TABLE later")


def test_the_statements_are_printed_and_can_be_repeated(prepared: Place) -> None:
    as_owner = {"MIGRATE_DATABASE_URL": prepared.url(prepared.owner)}
    printed = prepared.manage("grants", **as_owner)
    assert f'REVOKE UPDATE, DELETE ON "audit_entry" FROM "{prepared.web}"' in printed
    assert "only add to the record" in prepared.manage("grants", "--apply", **as_owner)


def test_a_role_that_owns_the_tables_is_told_so(prepared: Place) -> None:
    owner = prepared.url(prepared.owner)
    assert "would grant rights to itself" in prepared.manage("grants", "--apply", fails=True, DATABASE_URL=owner)


def test_the_web_role_cannot_migrate(prepared: Place) -> None:
    """MIGRATE_DATABASE_URL is what lets `migrate` through, and only that command takes it."""
    as_owner = {"MIGRATE_DATABASE_URL": prepared.url(prepared.owner)}
    refusal = prepared.manage("migrate", "audit", "zero", fails=True)
    assert "must be owner" in refusal or "permission denied" in refusal  # whichever table comes first
    said = prepared.manage(
        "shell", "-c", "from django.db import connection as c; print(c.settings_dict['USER'])", **as_owner
    )
    assert prepared.web in said
