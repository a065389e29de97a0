"""How long a made file is kept."""

from outcomes import numbers
from outcomes.dossier import making
from people.privacy import retention
from people.text.sentences import many

KEPT = [
    retention.Rule(
        "whole_files",
        "Files of whole consultations, as they were made",
        "To hand them to records and information law",
        f"{many(numbers.FILE_DAYS, 'day')} after one was made. It can be made again.",
        31,
        due=making.old,
        purge=retention.delete,
        since="made_at",
    ),
]
