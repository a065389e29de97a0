"""One description of each kind of technology, shared by every force's entry: nothing about one force."""

from consultations.models import Technology

Kind = Technology.Kind
ABOUT: dict[Technology.Kind, str] = {
    Kind.LFR: "Cameras compare the faces of people who pass with a list of people who are sought, while they pass.",
    Kind.RFR: "A picture of a face that was taken earlier is compared with a collection of pictures.",
    Kind.ANPR: "Cameras read the number plates of vehicles and compare them with lists, or keep them for a time.",
    Kind.DRONE: "Small aircraft without a pilot on board, with a camera.",
    Kind.AI: "Programs that learned from examples: they search, sort, sum up or suggest.",
    Kind.PREDICTIVE: "Programs that work out from earlier records who, or where, a crime is likely to concern.",
    Kind.CCTV: "Fixed cameras that film a place.",
    Kind.CITIZEN_EVIDENCE: "Films and pictures that people take themselves and send to the police.",
    Kind.BODY_WORN_VIDEO: "Cameras that officers wear and switch on.",
    Kind.OTHER: "What fits none of the other kinds.",
}

#: What every entry of a kind is, unless somebody says in public why this one is not: names of fields.
PROPOSED: dict[str, tuple[str, ...]] = {
    Kind.LFR: ("biometric", "algorithmic"),
    Kind.RFR: ("biometric", "algorithmic"),
    Kind.ANPR: ("algorithmic",),
    Kind.AI: ("algorithmic",),
    Kind.PREDICTIVE: ("algorithmic",),
}
