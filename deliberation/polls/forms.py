"""The code on a receipt, as people type it."""

from django import forms


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label="Receipt code", max_length=60,
        help_text="Twenty letters and numbers in four blocks. Small letters and missing dashes are fine.",
        error_messages={"required": "Type the code that is on your receipt."},
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "data-receipt": ""}
        ),
    )  # fmt: skip
