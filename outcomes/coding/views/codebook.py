"""The codebook: its tree, one theme with its passages, its history."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.access import Do
from consultations.forms import Typed
from consultations.lookup import find_for
from consultations.models import Consultation, Membership
from consultations.seen import edits, one_after_another
from outcomes.coding import codebook, history, matrix, merging, together
from outcomes.coding.forms import MoveForm, ThemeForm
from outcomes.coding.themes import add_theme, edit_theme, remove_theme, starter_themes_missing, use_starter_themes
from outcomes.models import Theme, ThemeChange
from people.errors import Refused
from people.text.sanitising import number

CHANGES, PASSAGES = 10, 50
SHORT = 30  # themes that are shown at once; of a longer codebook each part is opened


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another()
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """The codebook: add, edit and remove themes, or start from the starter's; its history, with undo."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    asked = number(request.GET.get("edit"))
    editing = consultation.themes.filter(pk=asked).first() if asked else None
    form, errors = None, []
    if request.method == "POST":
        try:
            last = history.newest(consultation)
            if _do(request, consultation):
                _say(request, consultation, last)
                return redirect(_back(request, slug))
            form = _theme_form(request.POST, consultation, editing)
            if form.is_valid():
                _save_theme(request, consultation, editing, form.cleaned_data)
                _say(request, consultation, last)
                return redirect("themes", slug)
        except Refused as error:
            errors = error.problems
    changes = consultation.theme_changes.of_themes().select_related("by__user", "undone_by__user")
    nodes = codebook.tree(consultation)
    known = [node.theme for node in nodes]
    told = matrix.told(consultation)
    pairs, shows_all = together.pairs(told, known), request.GET.get("pairs") == "all"
    table = matrix.by_group(consultation, told, known)
    form = form or _theme_form(None, consultation, editing, known)
    may_code = access.may(request.user, consultation, Do.CODE)
    context = {
        "consultation": consultation,
        "form": form,
        "errors": errors,
        "editing": editing,
        "starter_offers": may_code and not editing and len(starter_themes_missing(consultation)),
        "nodes": nodes,
        "is_short": len(nodes) <= SHORT,
        "open_part": number(request.GET.get("part")) if "part" in request.GET else None,
        "matrix": table,
        "most": max((cell.spoke for row in table[1] for cell in row.cells), default=1),
        "pairs": pairs if shows_all else pairs[: together.LISTED],
        "more_pairs": 0 if shows_all else max(0, len(pairs) - together.LISTED),
        "shows_all_pairs": shows_all,
        "picture": together.picture(pairs),
        "changes": Paginator(changes, CHANGES).get_page(request.GET.get("changes")),
        "newest": history.newest(consultation),
        "may_code": may_code,
    }
    return render(request, "outcomes/coding/themes.html", context, status=422 if errors or form.errors else 200)


def _say(request: HttpRequest, consultation: Consultation, last: ThemeChange | None) -> None:
    """What the act before has changed in the codebook, in the words of its history; `last` is how that stood before."""
    change = history.newest(consultation)
    if change != last and change is not None and (last is None or change.pk > last.pk):
        messages.success(
            request, f"{change.get_kind_display()}: {change.summary}. “Themes” has the button that undoes it."
        )
    elif change != last and last is not None:
        messages.success(request, f"Undone. {last.get_kind_display()}: {last.summary}.")


def _back(request: HttpRequest, slug: str) -> str:
    """The page with the part open in which something was done."""
    part = number(request.GET.get("part"))
    return reverse("themes", args=[slug]) + (f"?part={part}#part-{part}" if "part" in request.GET else "")


def _do(request: HttpRequest, consultation: Consultation) -> bool:
    """An act on the page that is not the form. False: it is the form."""
    do = request.POST.get("do")
    if do == "starter":
        use_starter_themes(consultation, by=request.user)
    elif do == "undo":
        change = get_object_or_404(consultation.theme_changes.of_themes(), pk=number(request.POST.get("change")))
        history.undo(change, by=request.user)
    elif do in {"remove", "up", "down"}:
        theme = get_object_or_404(consultation.themes, pk=number(request.POST.get("theme")))
        if do == "remove":
            remove_theme(theme, by=request.user)
        else:
            codebook.reorder(theme, by=request.user, up=do == "up")
    else:
        return False
    return True


def _theme_form(
    data: Typed, consultation: Consultation, editing: Theme | None, known: Sequence[Theme] | None = None
) -> ThemeForm:
    form = ThemeForm(data, consultation=consultation, theme=editing, themes=known)
    return form if editing is None else edits(form)


def _save_theme(request: HttpRequest, consultation: Consultation, editing: Theme | None, data: dict[str, Any]) -> None:
    said = {name: data[name] for name in ("title", "area", "definition", "examples")}
    if editing is not None:
        edit_theme(editing, by=request.user, **said)
    else:
        add_theme(consultation, said.pop("title"), by=request.user, parent=data["parent"], **said)


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One theme: where it lies, what is coded with it, and merging or splitting it."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    here = get_object_or_404(consultation.themes.select_related("area", "parent"), pk=pk)
    form, errors = MoveForm(theme=here), []
    may_code = access.may(request.user, consultation, Do.CODE)
    if request.method == "POST":
        try:
            last = history.newest(consultation)
            there = _reorganise(request, here, member)
            _say(request, consultation, last)
            return redirect(there)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation,
        "theme": here,
        "form": form,
        "errors": errors,
        "title": request.POST.get("title", ""),
        "page": Paginator(codebook.passages_of(here, member), PASSAGES).get_page(request.GET.get("page")),
        "chosen": request.POST.getlist("passages"),
        "may_code": may_code,
        **(_told(request, here) if may_code else {}),
    }
    return render(request, "outcomes/coding/theme.html", context, status=422 if errors else 200)


def _told(request: HttpRequest, here: Theme) -> dict[str, Any]:
    """What merging with the theme that was chosen would change, or why the two cannot become one."""
    asked = number(request.GET.get("into") or request.POST.get("other"))
    other = here.consultation.themes.filter(pk=asked).first() if asked else None
    if other is None:
        return {}
    try:
        return {"into": other, "told": merging.tell(here, other)}
    except Refused as error:
        return {"into": other, "why_not": error.problems}


def _merge(request: HttpRequest, here: Theme, other: Theme) -> str:
    """Merged, once what it would change was on the page; else that is shown first. Returns where to go on."""
    access.require(request.user, here.consultation, Do.CODE)
    if "seen" not in request.POST:
        return f"{here.get_absolute_url()}?into={other.pk}#merge"
    return merging.merge(here, other, by=request.user, seen=request.POST["seen"]).get_absolute_url()


def _reorganise(request: HttpRequest, here: Theme, member: Membership) -> str:
    """Move, merge or split. Returns where to go on."""
    consultation = here.consultation
    other = consultation.themes.filter(pk=number(request.POST.get("other"))).first()
    match request.POST.get("do"):
        case "move":
            form = MoveForm(request.POST, theme=here)
            if not form.is_valid():
                raise Refused("Choose a theme or a part from the lists.")
            codebook.move(here, by=request.user, **form.cleaned_data)
        case "merge":
            if other is None:
                raise Refused("Choose the theme that it becomes part of.")
            return _merge(request, here, other)
        case "split":
            chosen = [number(value) for value in request.POST.getlist("passages")]
            codes = list(codebook.passages_of(here, member).filter(pk__in=chosen))
            here = codebook.split(here, request.POST.get("title", ""), codes, by=request.user)
        case _:
            raise Refused("Choose what to do.")
    return here.get_absolute_url()
