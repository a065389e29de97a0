"""The code on a receipt, as people type it."""

from django import forms

from deliberation import numbers
from deliberation.polls import receipts
from people.text.sentences import spelled


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label="Receipt code",
        max_length=60,
        help_text=f"{spelled(numbers.RECEIPT_SIGNS).capitalize()} letters and numbers in "
        f"{spelled(numbers.RECEIPT_SIGNS // receipts.BLOCK)} blocks. Small letters and missing dashes are fine.",
        error_messages={"required": "Type the code that is on your receipt."},
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "data-receipt": ""}
        ),
    )
