"""The one invented force of the demonstration, and the invented places it covers."""

from consultations.forces import areas, forces
from consultations.models import Area, Force
from people.models import User

NAME = "Riverside Police (example)"
PLACES = ["Eastmere", "Harrow Wharf", "Kingsholm", "Northgate", "Saltmarsh"]


def riverside(administrator: User) -> Force:
    """Made once, by the act of an administrator."""
    found = forces.known_as(NAME)
    if found is not None:
        return found
    covered = [Area.objects.filter(name=name).first() or areas.add(name) for name in PLACES]
    return forces.add(
        by=administrator,
        name=NAME,
        short_name="Riverside (example)",
        areas=covered,
        accountable_roles="Chief Superintendent, Neighbourhoods (example)\nHead of Digital Policing (example)",
        contact="Example: this force is invented, so nobody answers here.",
        how_we_decide=(
            "Example. An officer reads every recommendation with the evidence beside it, asks the units it would "
            "touch, and answers under a name. What costs money goes to the board first, and the answer says so."
        ),
    )
