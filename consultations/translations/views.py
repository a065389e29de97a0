"""Translations: the public page, the list for whoever writes, and the two steps of making one."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.briefing import contents, deployments, pictures, unknowns
from consultations.briefing.citing import numbered
from consultations.briefing.pictures import Picture
from consultations.languages import EASY, LANGUAGES
from consultations.lookup import find, find_for, member_of, sent
from consultations.models import ASKS, BriefingVersion, Consultation, Membership, SectionKind, Translation
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from consultations.translations import translations
from consultations.translations.forms import TranslationForm, WithdrawForm
from consultations.translations.originals import DEPLOYMENTS, FIGURES, Original, originals
from people.text.sanitising import render_markdown


@require_safe
def show(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """`?version=2`: of an earlier one. Whoever writes sees words before they are confirmed, and is told so;
    `?as=everybody`: what everybody reads."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    version = contents.version_to_read(consultation, member, contents.asked_for(request.GET.get("version", "")))
    if version is None:
        raise Http404("no version for this reader")
    found = version.translations.select_related(
        "version", "translator__user", "confirmed_translator__user", "reviewer__user", "withdrawn_by__user"
    )
    reads = access.may(request.user, consultation, Do.READ_TRANSLATION)
    if not reads or request.GET.get("as") == "everybody":
        found = found.filter(reviewed_at__isnull=False)
    translation = found.filter(language=language).first() or _earlier(version, language)
    is_earlier = translation.version != version
    unread = reads and translation.waits and request.GET.get("as") != "everybody" and not is_earlier
    by = translation.translator if unread else translation.confirmed_translator
    changed, read = translation.changed_at, translation.reviewed_at
    written = changed if unread or read is None else min(changed, read)
    context = {
        "consultation": consultation,
        "translation": translation,
        "language": LANGUAGES[language],
        "parts": (parts := _parts(translation, unread=unread)),
        **_record(translation.version, parts),
        "has_pictures": language == EASY,
        "sources": numbered(translation.version),
        "counts": version if is_earlier else None,
        "unknown": unknowns.counted(translation.version),
        "missing": translations.missing(translation),
        "by": by,
        "by_then": by.as_of(written) if by is not None else None,
        "is_out_of_date": translation.is_out_of_date if unread else translation.confirmed_is_out_of_date,
        "unread": unread,
        "may_write": access.may(request.user, consultation, Do.EDIT_BRIEFING),
        "why_not": translations.why_not(translation, member) if member is not None and reads else "",
        "may_withdraw": translation.is_reviewed and access.may(request.user, consultation, Do.WITHDRAW_TRANSLATION),
    }
    return render(request, "consultations/translations/show.html", context)


def _earlier(version: BriefingVersion, language: str) -> Translation:
    """What was confirmed of the newest version before: until this one is translated too, better than nothing."""
    if (found := Translation.public_beside(version).get(language)) is None:
        raise Http404("nothing in this language")
    return found


class Part(NamedTuple):
    """A part, beside what was signed. `is_changed`: since it was last confirmed; `by`: whose words these are."""

    kind: str
    heading: str
    html: SafeString
    section: Original | None
    is_changed: bool
    by: Membership | None
    picture: Picture | None = None


def _parts(translation: Translation, *, unread: bool) -> list[Part]:
    """In the order of the pack."""
    words = translation.sections if unread else translation.confirmed
    signed = originals(translation.version)
    names = {given["by"] for given in words.values() if "by" in given}
    people = Membership.objects.select_related("user").in_bulk(names)
    several = len(names) > 1
    drawn = _drawn(translation, words)
    return [
        Part(
            kind,
            words[kind]["heading"],
            _html(words[kind]["body"]),
            signed.get(kind),
            translation.is_reviewed and words[kind] != translation.confirmed.get(kind),
            people.get(words[kind].get("by")) if several else None,
            drawn.get(kind),
        )
        for kind in dict.fromkeys([*signed, *words])
        if kind in words
    ]


def _record(version: BriefingVersion, parts: list[Part]) -> dict[str, object]:
    """The record of deployments as it was signed, and the part below which it stands: its own, else the figures. Words
    from before it was a part have it too."""
    totals = deployments.totals(version)
    if totals is None:
        return {}
    there = [part.kind for part in parts]
    wanted = (DEPLOYMENTS, FIGURES, str(SectionKind.FIGURES.value), *there[-1:])
    below = next((kind for kind in wanted if kind in there), "")
    return {"totals": totals, "months": deployments.months(version), "record_below": below}


def _drawn(translation: Translation, words: Mapping[str, object]) -> dict[str, Picture]:
    """Easy read has the picture of each of the four asks, above the first part of it that is there."""
    if translation.language != EASY:
        return {}
    version = translation.version
    kinds = list(version.consultation.technologies.values_list("kind", flat=True))
    drawn = pictures.of_pack(
        kinds, stories=version.stories.all(), retention=version.retention_rows.all(), path=version.path.all()
    )
    first = {key: next((str(kind) for kind in asked if kind in words), "") for key, _, _, asked in ASKS}
    return {kind: drawn[key] for key, kind in first.items() if kind}


#: An address in a text, not in a tag: between words that run from the right it would be torn apart.
ADDRESS = re.compile(r"(?<![\w\"'=/@.])((?:https?://|www\.)[^\s<>\"]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def _html(body: str) -> SafeString:
    """The text sanitised, with every address on its own, left to right."""
    html = ADDRESS.sub(r'<bdi dir="ltr">\1</bdi>', render_markdown(body))
    return mark_safe(html)  # noqa: S308 - sanitised there


@require_safe
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is of the signed version, and a language to begin."""
    consultation, version = _signed(request, slug, Do.READ_TRANSLATION)
    there = list(version.translations.select_related("version", "translator__user")) if version else []
    begun = {one.language for one in there}
    context = {
        "consultation": consultation,
        "version": version,
        "writes": access.may(request.user, consultation, Do.EDIT_BRIEFING),
        "rows": [(one, LANGUAGES[one.language]) for one in there],
        "others": [one for one in LANGUAGES.values() if one.mark not in begun],
    }
    return render(request, "consultations/translations/index.html", context)


def _signed(request: HttpRequest, slug: str, do: Do = Do.EDIT_BRIEFING) -> tuple[Consultation, BriefingVersion | None]:
    consultation, _ = find_for(request, slug, do)
    return consultation, consultation.briefing_signed


@one_after_another()
def edit(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    consultation, version = _signed(request, slug)
    if version is None or language not in LANGUAGES:
        raise Http404("nothing signed, or no such language")
    made = version.translations.filter(language=language).first()
    begun_from = made or Translation.of_earlier(version, language).first()
    start: dict[str, Any] = begun_from.sections if begun_from else {}
    form = edits(TranslationForm(sent(request), version=version, initial=start))

    def act(**_: object) -> None:
        translations.write(version, language, form.sections(), by=request.user)

    if request.method == "POST" and saved(form, act):
        messages.success(
            request,
            "Saved. A second person has to read it before everybody can. What was confirmed before stays until then.",
        )
        if going_on := _after(form, request.POST.get("after", "")):
            return redirect(f"{reverse('edit_translation', args=[slug, language])}?at={going_on}#{going_on}")
        return redirect("translations", slug)
    context = {
        "consultation": consultation,
        "version": version,
        "language": LANGUAGES[language],
        "form": form,
        "at": request.GET.get("at") or form.first_empty(),
        "parts": [(one, form[f"{one.kind}-heading"], form[f"{one.kind}-body"]) for one in form.originals],
    }
    return page(request, "consultations/translations/edit.html", context)


def _after(form: TranslationForm, kind: str) -> str:
    """The section after the one whose button was pressed; empty for the button that ends the work."""
    kinds = [one.kind for one in form.originals]
    return kinds[kinds.index(kind) + 1] if kind in kinds[:-1] else ""


@require_POST
def confirm(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    _, version = _signed(request, slug, Do.READ_TRANSLATION)
    translation = get_object_or_404(Translation, version=version, language=language)
    seen = request.POST.get("seen", "")
    act = lambda: translations.confirm(translation, by=request.user, seen=seen)  # noqa: E731
    attempted(request, act, "Confirmed. Everybody can read it now.")
    return redirect("translation", slug, language)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The panel takes a public one back, with its reason."""
    consultation, version = _signed(request, slug, Do.WITHDRAW_TRANSLATION)
    if version is None:
        raise Http404("nothing signed")
    own = version.translations.filter(language=language, reviewed_at__isnull=False).first()
    earlier = Translation.of_earlier(version, language).filter(reviewed_at__isnull=False).select_related("version")
    translation = own or earlier.first()
    if translation is None:
        raise Http404("nothing in this language")
    form = WithdrawForm(sent(request))
    if request.method == "POST" and saved(form, translations.withdraw, translation, by=request.user):
        messages.success(request, "Taken back. Your reason stands in the public record.")
        return redirect("translation", slug, language) if own else redirect("translations", slug)
    context = {
        "consultation": consultation,
        "translation": translation,
        "language": LANGUAGES[language],
        "form": form,
    }
    return page(request, "consultations/translations/withdraw.html", context)
