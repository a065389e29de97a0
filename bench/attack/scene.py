"""The hall that is attacked, and how an attacker gets at it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.db import close_old_connections

from audit.models import Entry
from bench.attack.visitor import Visitor
from bench.live import crowd
from bench.live.layout import Layout
from bench.live.processes import ROOT
from consultations.joining import joining
from consultations.models import Consent
from people.models import User

PEOPLE = 12


class Scene:
    """A consultation with a running session and an open poll, its cast signed in."""

    def __init__(self, layout: Layout, folder: Path, env: Mapping[str, str]) -> None:
        self.layout, self.folder, self.env = layout, folder, env
        self.hall = crowd.fill(PEOPLE)
        self.cast, self.session = self.hall.cast, self.hall.session
        self._strangers = 0

    @property
    def slug(self) -> str:
        return self.cast.consultation.slug

    def stranger(self, source: str = "") -> Visitor:
        """A new jar of cookies, at a network address of its own unless told."""
        self._strangers += 1
        return Visitor(
            self.layout.front.port, source or f"127.0.{self._strangers // 250 + 1}.{self._strangers % 250 + 1}"
        )

    def signed_in(self, user: User) -> Visitor:
        """A browser in which `user` is signed in."""
        found = self.stranger()
        found.cookies["sessionid"] = crowd.sign_in([user])[0]
        return found

    def hall_guest(self) -> User:
        """Somebody without an account who takes part."""
        choices = {"group": self.cast.group1, "consents": {Consent.Item.TAKE_PART}}
        return joining.join_as_guest(self.cast.consultation, key=f"guest {self._strangers}", **choices)

    def manage(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        whole = {**_environment(), **self.env, **env}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, timeout=300)

    def recorded(self, since: int, *actions: str) -> list[Entry]:
        """Entries after the one with this number, of these actions or any."""
        close_old_connections()
        found = Entry.objects.filter(number__gt=since).order_by("number")
        return list(found.filter(action__in=actions) if actions else found)

    def last(self) -> int:
        close_old_connections()
        newest = Entry.objects.order_by("-number").first()
        return newest.number if newest else 0


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
