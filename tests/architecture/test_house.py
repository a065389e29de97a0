"""Rooms, arrows, wiring and names, as `bench/house.py` reads them from the code; and that it sees what is planted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.structure import arrows, hooks, names, places, sizes
from bench.structure.tree import APPS, Tree

ROOT = Path(__file__).resolve().parents[2]
Plant = Callable[[dict[str, str]], Tree]


@pytest.fixture(scope="module")
def house() -> Tree:
    tree = Tree(ROOT)
    assert {module.app for module in tree.modules.values()} == set(APPS)
    return tree


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """A made-up house of these files."""

    def built(files: dict[str, str]) -> Tree:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Tree(tmp_path)

    return built


# --- The real house -------------------------------------------------------------------------------
#: Bars that hold. Each check gives a list of what breaks it.
BARS: dict[str, Callable[[Tree], list[object]]] = {
    "upward": lambda tree: [*arrows.upward(tree)],
    "circles of modules": lambda tree: [*arrows.module_circles(tree)],
    "circles of rooms": lambda tree: [*arrows.room_circles(tree)],
    "places": lambda tree: [f"{place}: {wrong}" for place, found in places.breaches(tree).items() for wrong in found],
    "hooks": lambda tree: [*hooks.registrations(tree)],
    "later addresses": lambda tree: [*names.later_names(tree)],
    "re-exports": lambda tree: [*names.re_exports(tree)],
    "states compared in templates": lambda tree: [*sizes.compared_states(tree.root)],
    "crowded css lines": lambda tree: [*sizes.crowded_css_lines(tree.root)],
    "long template lines": lambda tree: [*sizes.long_template_lines(tree.root)],
    "explicit Any": lambda tree: _over(sizes.EXPLICIT_ANY, sum(sizes.explicit_any(tree).values())),
}


def _over(bar: int, count: int) -> list[object]:
    return [] if count < bar else [f"{count}, under {bar}"]


@pytest.mark.parametrize("bar", BARS)
def test_the_house_is_as_it_was_drawn(house: Tree, bar: str) -> None:
    assert BARS[bar](house) == []


# --- What is planted is seen ----------------------------------------------------------------------
def test_an_import_of_a_later_app_is_seen_wherever_it_stands(plant: Plant) -> None:
    tree = plant(
        {
            "people/door.py": "def f():\n    from outcomes.models import Finding\n",
            "people/other.py": "import deliberation.polls\n",
            "outcomes/models.py": "from people import door\n",
        }
    )
    assert arrows.upward(tree) == [
        "people/door.py:2 imports outcomes.models",
        "people/other.py:0 imports deliberation.polls",
    ]


def test_a_circle_is_seen_through_functions_but_not_through_typing(plant: Plant) -> None:
    tree = plant(
        {
            "people/__init__.py": "",
            "people/a/__init__.py": "",
            "people/a/acts.py": "from people.b import acts\n",
            "people/b/__init__.py": "",
            "people/b/acts.py": "def f():\n    from people.c.acts import g\n",
            "people/c/__init__.py": "",
            "people/c/acts.py": "from ..a import acts\n",
            "people/d/__init__.py": "",
            "people/d/acts.py": (
                "from typing import TYPE_CHECKING\nfrom people.a import acts\n"
                "if TYPE_CHECKING:\n    from people.e import acts as later\n"
            ),
            "people/e/__init__.py": "",
            "people/e/acts.py": "from people.d import acts\n",
            "people/wiring.py": "from people.a import acts\n",
            "people/apps.py": "from people import wiring\n",
            "people/f.py": "from people import apps\n",
        }
    )
    modules, rooms = arrows.module_circles(tree), arrows.room_circles(tree)
    assert [circle[0] for circle in modules] == [
        "circle of 3 modules in people: people.a.acts, people.b.acts, people.c.acts"
    ]
    assert "people.b.acts:2 → people.c.acts" in modules[0]
    assert [circle[0] for circle in rooms] == ["circle of 3 rooms in people: a, b, c"]
    assert "c → a: people.c.acts → people.a.acts" in rooms[0]


def test_two_rooms_can_make_a_circle_where_no_two_modules_do(plant: Plant) -> None:
    tree = plant(
        {
            "people/a/__init__.py": "",
            "people/a/one.py": "from people.b import one\n",
            "people/a/two.py": "",
            "people/b/__init__.py": "",
            "people/b/one.py": "",
            "people/b/two.py": "from people.a import two\n",
        }
    )
    assert arrows.module_circles(tree) == []
    assert [circle[0] for circle in arrows.room_circles(tree)] == ["circle of 2 rooms in people: a, b"]


HOOKS = """
_hooks = []
def task(function):
    _hooks.append(function)
    return function
def gate(name):
    def register(function):
        _hooks.append((name, function))
        return function
    return register
def into(places):
    def register(function):
        places.append(function)
        return function
    return register
def wraps_it(view):
    kept = {}
    def wrapped(request):
        kept["x"] = 1
        request.session["seen"] = 1
        return view(request)
    return wrapped
LATER: list = []
"""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("@hooks.task\ndef f(): ...", "@hooks.task on f"),
        ("@hooks.gate('open')\ndef f(): ...", "@hooks.gate('open') on f"),
        ("@hooks.into(hooks.LATER)\ndef f(): ...", "@hooks.into(hooks.LATER) on f"),
        ("@hooks.LATER.append\ndef f(): ...", "@hooks.LATER.append on f"),
        ("from people.hooks import gate as g\n@g('open')\ndef f(): ...", "@g('open') on f"),
        ("def f(): ...\nhooks.LATER.append(f)", "hooks.LATER.append(f)"),
        ("def f(): ...\nif True:\n    hooks.task(f)", "hooks.task(f)"),
        ("def start():\n    hooks.LATER.append(start)", "hooks.LATER.append(start)"),
        ("def f(): ...\nhooks.LATER += [f]", "hooks.LATER += [f]"),
        ("def ready():\n    from people import rules  # noqa: F401", "import of rules for its effect"),
        ("from django.db.models.signals import post_save\npost_save.connect(len)", "post_save.connect(len)"),
        ("from django.dispatch import receiver\n@receiver(1)\ndef f(): ...", "@receiver(1) on f"),
    ],
)
def test_a_hook_hung_outside_the_wiring_is_seen(plant: Plant, text: str, seen: str) -> None:
    here = f"from people import hooks\n{text}\n"
    files = {"people/hooks.py": HOOKS, "people/rules.py": ""}
    found = hooks.registrations(plant({**files, "outcomes/room/acts.py": here}))
    assert [line.split(" ", 1)[1] for line in found] == [seen]
    assert all(line.startswith("outcomes/room/acts.py:") for line in found)


def test_wiring_and_what_only_wraps_are_no_registrations(plant: Plant) -> None:
    harmless = (
        '"""Words."""\nfrom functools import cache\nfrom people import hooks\nfrom django.db import transaction\n'
        "@hooks.wraps_it\ndef view(request): ...\n@transaction.atomic\ndef act(): ...\n@cache\ndef f():\n    own = []\n"
        "    own.append(1)\n"
    )
    wired = "from people import hooks\nhooks.LATER.append(len)\n"
    assert (
        hooks.registrations(
            plant(
                {
                    "people/hooks.py": HOOKS,
                    "outcomes/room/views.py": harmless,
                    "outcomes/wiring.py": wired,
                }
            )
        )
        == []
    )
    assert len(hooks.registrations(plant({"outcomes/room/wiring.py": wired}))) == 1, "there is one wiring.py an app"


def test_a_name_that_can_be_had_from_two_modules_is_seen(plant: Plant) -> None:
    tree = plant(
        {
            "people/voting.py": "def vote(): ...\nYES = 1\n",
            "people/models/__init__.py": "from people.models.user import User\n__all__ = ['User']\n",
            "people/models/user.py": "class User: ...\n",
            "people/polling.py": (
                "from people.models import User\nfrom people.voting import YES, vote\nprint(YES, vote, User)\n"
            ),
            "people/kept.py": "from people.voting import YES  # noqa: F401\n",
            "outcomes/a.py": "from people import polling\npolling.vote()\npolling.other()\n",
            "outcomes/b.py": "from people.polling import YES\nfrom people.models import User\nprint(YES, User)\n",
        }
    )
    assert names.re_exports(tree) == [
        "YES from people.kept, home people.voting: 0 uses",
        "YES from people.polling, home people.voting: 1 uses: outcomes/b.py:1",
        "vote from people.polling, home people.voting: 1 uses: outcomes/a.py:2",
    ]


def test_an_address_of_a_later_app_is_seen(plant: Plant) -> None:
    tree = plant(
        {
            "people/urls.py": "urlpatterns = [path('home/', 1, name='home')]\n",
            "outcomes/findings/urls.py": (
                "urlpatterns = [path('f/', 1, name='findings'), path('r/', 1, name='report')]\n"
            ),
            "people/page.py": "x = reverse('findings')\ny = redirect('home')\nz = 'report'\n",
            "people/rooms.py": "ROOMS = [('Findings', 'findings')]\ndef f(name):\n    return link(name)\n",
            "outcomes/page.py": "x = reverse('findings')\n",
            "templates/people/page.html": "\n{% url 'report' 1 %}{% url 'home' %}",
            "templates/outcomes/page.html": "{% url 'home' %}{% url 'report' %}",
            "templates/components/header.html": "{% url 'home' %}{% url \"report\" %}",
        }
    )
    assert names.later_names(tree) == [
        "people/page.py:1 spells findings of outcomes",
        "people/rooms.py:1 spells findings of outcomes",
        "templates/people/page.html:2 spells report of outcomes",
    ]
    assert names.shared_templates(tree) == {"templates/components/header.html": "outcomes"}


def test_a_room_is_one_word_everywhere(plant: Plant) -> None:
    right = {
        "people/polls/__init__.py": "",
        "people/polls/views.py": (
            "A = 'people/polls/page.html'\nB = '404.html'\nC = 'components/box.html'\nD = 'a.txt'\n"
        ),
        "templates/people/polls/page.html": "",
        "templates/404.html": "",
        "templates/components/box.html": "",
        "tests/people/polls/test_vote.py": "",
        "static/css/rooms/polls.css": "",
    }
    found = places.breaches(plant(right))
    assert found == {"people/polls": [], "templates/people/polls": [], "static/css/rooms/polls.css": []}
    wrong = {
        "people/polls/forms.py": "A = 'people/polling/form.html'\n",
        "templates/people/polling/form.html": "",
        "static/js/rooms/polling.js": "",
        "people/sheets/__init__.py": "",
        "people/sheets/views/paper.py": "A = 'people/sheets.html'\n",
        "templates/people/sheets.html": "",
        "people/views/old.py": "",
    }
    assert {place: those for place, those in places.breaches(plant(wrong)).items() if those} == {
        "people/polls": ["people/polls/forms.py:1 names people/polling/form.html"],
        "people/sheets": [
            "people/sheets/views/paper.py:1 names people/sheets.html",
            "templates/people/sheets/ is missing",
            "tests/people/sheets/ holds no test",
        ],
        "people/views/old.py": ["views outside a room"],
        "templates/people/polling": ["no room of people is called polling"],
        "static/js/rooms/polling.js": ["no room is called polling"],
    }


def test_habits_are_counted(plant: Plant) -> None:
    tree = plant(
        {
            "people/a.py": (
                "from typing import Any\ndef f(x: Any, *, by: Any) -> dict[str, Any]: ...\n"
                "def g(user: int) -> Any: ...\n"
                "x = [1]  # fmt: " + "skip\nif question.kind == 'scale' or question.kind == 'nothing': ...\n"
            ),
            "deliberation/models/polls.py": "class Question:\n    class Kind:\n        SCALE = 'scale', 'A scale'\n",
            "static/css/a.css": (
                "/* a: b; c: d; */\n.x { color: red; top: 0 }\na:hover {\n  top: 0;\n  background: url(a:b;c:d);\n}\n"
            ),
            "templates/people/a.html": "x" * 160 + "\n" + "x" * 161,
        }
    )
    assert sum(sizes.explicit_any(tree).values()) == 3 and sum(sizes.says_any_at_all(tree).values()) == 4
    assert sizes.untyped(tree, "by") == ["people/a.py:2 by: Any"] and sizes.untyped(tree, "user") == []
    assert sizes.fmt_skips(tree.root) == ["people/a.py:4"]
    assert sizes.branching_on_kind(tree) == {"people/a.py": 1}
    assert sizes.crowded_css_lines(tree.root) == ["static/css/a.css:2"]
    assert sizes.long_template_lines(tree.root) == ["templates/people/a.html:2 161 characters"]


def test_a_state_compared_in_a_template_is_seen_and_an_address_is_not(plant: Plant) -> None:
    tree = plant(
        {
            "templates/polls/page.html": '{% if wave.state == "open" %}a{% elif role != "expert" %}b{% endif %}\n'
            '{% if request.path == "/desk/" %}{% with state="open" %}c{% endwith %}{% endif %}\n'
            "{% if may and session.state in 'live planned' %}d{% endif %}\n",
            "templates/components/response_tag.html": '{% if status == "accepted" %}Accepted{% endif %}\n',
        }
    )
    assert sizes.compared_states(tree.root) == [
        "templates/polls/page.html:1 wave.state",
        "templates/polls/page.html:1 role",
        "templates/polls/page.html:3 session.state",
    ]
