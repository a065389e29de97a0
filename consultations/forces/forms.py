"""What stands on the page of a force."""

from django import forms

from consultations.forms import form_from, lines
from consultations.models import Force

ForceForm = form_from(
    Force,
    ["name", "short_name", "areas", "accountable_roles", "contact", "how_we_decide"],
    labels={
        "name": "Name",
        "short_name": "Short name",
        "areas": "Which boroughs and districts does it cover?",
        "accountable_roles": "Who is accountable",
        "contact": "How residents reach it",
        "how_we_decide": "How the force decides what to answer",
    },
    help_texts={
        "short_name": "For lists and small screens.",
        "accountable_roles": "A role a line, no names: the officer who signs is named in each consultation.",
        "how_we_decide": "It stands on its page as what you wrote, until an officer of the force confirms it.",
    },
    widgets={
        "areas": forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        "accountable_roles": lines(3),
        "contact": lines(3),
        "how_we_decide": lines(6),
    },
)
