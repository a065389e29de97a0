"""Statement: agree, disagree or pass. Residents add them, the room of statements makes the questions and asks them."""

from deliberation.questions.kinds.base import NO_ROUND, Kind


class Statement(Kind):
    """Its figures are counted for the opinion page: `deliberation.opinion` reads the options in the order of `choices`.

    A moderator settles the words before a statement is shown, so the database does not fix them.
    """

    key = "statement"
    name = "Agree, disagree or pass"
    choices = ("Agree", "Disagree", "Pass")
    is_in_questionnaire = is_offered = False
    words_are_fixed = False
    why_no_round = NO_ROUND
    is_charted = False
    has_opinion_groups = True
