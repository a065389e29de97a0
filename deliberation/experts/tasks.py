"""Questions to experts on a participant’s list."""

from consultations.consultation.next_step import Page
from deliberation.discussion.tasks import talks

YOUR_QUESTIONS = Page("Questions to experts", "expert_questions", "Ask what the briefing does not say", 32, talks)
