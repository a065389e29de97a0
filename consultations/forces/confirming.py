"""An officer says that what the page of their force says is what the force says: by name, until a word is changed."""

from django.db import transaction

from audit import clock, texts
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.forces import agreeing
from consultations.models import Consultation, Force
from consultations.signing import Proof
from people.errors import Refused
from people.models import Person


def mark(force: Force) -> str:
    """Of the words as they are on a page: who confirms has read these."""
    return texts.fingerprint(force.own_words)


@transaction.atomic
def confirm(consultation: Consultation, *, by: Person, seen: str, proof: Proof) -> Force:
    """The officer who has the duty to answer confirms the words on the page of their force. `seen`: their mark.

    Raises Refused for anybody else of the police, and where the words are others by now.
    """
    member = access.require(by, consultation, Do.CONFIRM_FORCE_WORDS)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: you confirm under the name in which you accept it.")
    proof.asked(by, confirm, consultation, seen=seen)
    agreeing.refuse_another(member)
    if consultation.force_id is None:
        raise Refused("This consultation names no force.")
    force = Force.objects.select_for_update(no_key=True).get(pk=consultation.force_id)
    if mark(force) != seen:
        raise Refused("The words were changed while you were reading. Read them again, then confirm.")
    if not any(force.own_words.values()):
        raise Refused("There are no words to confirm. Send them to the operator of this site.")
    on = clock.today().isoformat()
    force.confirmed = {"words": force.own_words, "by": member.signs_as, "on": on}
    force.save(update_fields=["confirmed"])
    slug = consultation.slug
    record("force_words_confirmed", actor=member, subject=force, consultation=slug, summary=member.signs_as)
    return force
