"""A passage is coded with three keys beyond the selection, and the selection itself with keys."""

from collections.abc import Callable

from tests.e2e.conftest import Person, Server

PLACE = "/consultations/live-facial-recognition-eastmere"
