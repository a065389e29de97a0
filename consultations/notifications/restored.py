"""After a restore: whoever watches over a consultation is told which hours are lost.

Who was erased, left or took a consent back is let go again by the ledger (people/privacy/ledger.py). What else was done
in these hours is gone, and only those who did it can know: a post removed for somebody's safety, a role that ended, a
signature.
"""

from datetime import timedelta

from audit import clock
from audit.chain import RESTORED, Restore
from audit.models import Entry
from consultations.models import Consultation
from consultations.notifications import notifications
from people.text.dates import moment

TOLD_FOR = timedelta(days=7)  # a clock that stood still tells late, not never


def tell_of_restore() -> list[str]:
    """By the clock: facilitators, panel and police of each consultation that was there then, once a restore.

    Also of a draft, and of a completed one: signatures are given and taken back there too.
    """
    entry = Entry.objects.filter(action=RESTORED, at__gte=clock.now() - TOLD_FOR).order_by("-number").first()
    if entry is None:
        return []
    lost = Restore.of(entry.at, entry.detail)
    title = f"A backup was put back: what was done here between {moment(lost.kept_at)} and {moment(lost.at)} is lost"
    told = [
        f"{consultation.slug}: told of the restore"
        for consultation in Consultation.objects.filter(created_at__lte=lost.at).order_by("pk")
        if sum(
            notifications.tell(consultation, kind, f"restored {entry.number}", title, "public_record")
            for kind in (notifications.FACILITATORS, notifications.PANEL, notifications.POLICE)
        )
    ]
    return told
