"""Forms of the discussion. Length and emptiness are the act's rules: the form never cuts or refuses text itself."""

import uuid
from functools import lru_cache

from django import forms
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from deliberation.models import Contribution


class WordsForm(forms.Form):
    """What somebody says. No maxlength on the box: a browser would cut what is pasted, without a word."""

    body = forms.CharField(
        label="What do you want to say?",
        required=False,
        strip=False,
        help_text=f"Up to {Contribution.MAX_LENGTH:,} characters. Leave out anything that could identify someone.",
        widget=forms.Textarea(attrs={"rows": 5, "data-most": Contribution.MAX_LENGTH}),
    )


class PostForm(WordsForm):
    """`key` is fresh for each form that is shown: sending the same form twice makes one post."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    quotes = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    html_id = "post-form"
    answers = ""  # the post that is replied to, as text

    @classmethod
    def fresh(cls, reply_to: int | None = None, quotes: int | None = None) -> "PostForm":
        """An empty form with a key of its own, to say something new or to reply."""
        return cls(initial={"key": uuid.uuid4().hex, "reply_to": reply_to, "quotes": quotes}).place(reply_to)

    def fields_html(self) -> SafeString:
        """The fields as the page shows them. Those of an empty form differ in the key alone, and are written once."""
        if self.is_bound or self.answers or self.initial.get("quotes"):
            return _fields(self)
        return mark_safe(_blank(type(self)).replace(_ANY_KEY, escape(self.initial["key"])))  # noqa: S308  the template’s

    def place(self, reply_to: int | None) -> "PostForm":
        """Several reply forms may be open on one page: each has ids of its own."""
        if reply_to:
            self.html_id, self.answers = f"reply-form-{reply_to}", str(reply_to)
            self.auto_id = f"id_%s_{reply_to}"
            self.fields["body"].label = "Your reply"
        return self

    def with_new_key(self) -> "PostForm":
        """After a refusal: the next sending is a new one."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["key"] = uuid.uuid4().hex  # type: ignore[index]
        return self


class FacilitatorPostForm(PostForm):
    as_note = forms.BooleanField(label="This is a note of what was said in the room", required=False)


_ANY_KEY = uuid.uuid4().hex


@lru_cache
def _blank(kind: type[PostForm]) -> str:
    return _fields(kind(initial={"key": _ANY_KEY}))


def _fields(form: PostForm) -> SafeString:
    return render_to_string("components/fields.html", {"form": form, "hide_optional": True})
