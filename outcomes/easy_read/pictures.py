"""The pictures that stand beside easy words: drawn signs that the briefing has too, so people meet them again."""

#: Sign (`templates/consultations/briefing/_symbols.html`) → what it shows, in words.
PICTURES = {
    "person": "A person",
    "walker": "Somebody in the street",
    "decider": "Somebody who decides",
    "face": "A face",
    "camera": "A camera",
    "drone": "A drone",
    "car": "A car",
    "plate": "A number plate",
    "phone": "A phone",
    "film": "A film",
    "house": "A house",
    "records": "Papers about people",
    "list": "A list",
    "machine": "A computer",
    "clock": "A clock: how long",
    "bin": "A bin: it is deleted",
    "action": "The police do something",
    "challenge": "Somebody says no",
    "suggestion": "An idea",
    "helped": "A tick: yes, or it helped",
    "nothing": "A line: no difference",
    "harmed": "A cross: no, or harm",
}
