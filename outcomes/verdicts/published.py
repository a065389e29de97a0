"""The closed verdict and the force's reply as published texts. Part of the verdicts room."""

from collections.abc import Iterator

from audit.models import Entry
from audit.texts import Text
from outcomes.models import PoliceResponse, VerdictCount, VerdictReply


def verdict_text(response: PoliceResponse) -> Text:
    """The counts as they were when it closed, with what was drawn by chance then: counts that are withheld are few
    enough to try out. Without it in texts from before it was drawn."""
    consultation = response.report.consultation
    counts = VerdictCount.objects.filter(answer__response=response).order_by(
        "answer__recommendation__number", "by_themselves", "choice"
    )
    rows = counts.values_list("answer__recommendation__number", "by_themselves", "choice", "people")
    found = [list(row) for row in rows]
    parts: dict[str, object] = {"the counts": [response.verdict_salt, found] if response.verdict_salt else found}
    return Text("verdict", response, f"Residents’ verdict on the answer to “{consultation}”", consultation.slug, parts)


def reply_text(reply: VerdictReply) -> Text:
    consultation = reply.response.report.consultation
    parts: dict[str, object] = {"the words": reply.text, "the name": [reply.by_name, reply.by_role, reply.on]}
    return Text("reply", reply, f"The force’s reply to the verdict on “{consultation}”", consultation.slug, parts)


def published() -> Iterator[Text]:
    """Those that have closed: the record says so."""
    closed = set(Entry.objects.filter(action="verdict_closed").values_list("consultation", flat=True))
    judged = PoliceResponse.objects.filter(answers__verdict_counts__people__gt=0).distinct()
    for response in judged.filter(report__consultation__slug__in=closed).select_related("report__consultation"):
        yield verdict_text(response)
    for reply in VerdictReply.objects.select_related("response__report__consultation"):
        yield reply_text(reply)
