"""Where the words stand that an alert is about: SAFETY_WORDS in each `wiring.py`, what they are → (subject) → address.

For those with no column of their own in the alert. Empty once they are deleted.
"""

from audit.wiring import wired_map
from deliberation.models import SafetyAlert


def of(alert: SafetyAlert) -> str:
    find = wired_map("SAFETY_WORDS").get(alert.about)
    return str(find(alert)) if find is not None and alert.subject else ""
