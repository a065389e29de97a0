"""Addresses of what is said and chosen, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("deliberation.discussion.urls")),
    path("", include("deliberation.moderation.urls")),
    path("", include("deliberation.experts.urls")),
    path("", include("deliberation.searching.urls")),
    path("", include("deliberation.quiet.urls")),
    path("", include("deliberation.cards.urls")),
    path("", include("deliberation.splitting.urls")),
    path("", include("deliberation.rules.urls")),
    path("", include("deliberation.signposts.urls")),
    path("", include("deliberation.safeguarding.urls")),
    path("", include("deliberation.polls.urls")),
    path("", include("deliberation.questions.urls")),
    path("", include("deliberation.results.urls")),
    path("", include("deliberation.poll_comments.urls")),
    path("", include("deliberation.statements.urls")),
    path("", include("deliberation.opinion.urls")),
    path("", include("deliberation.paper.urls")),
    path("", include("deliberation.sessions.urls")),
    path("", include("deliberation.importing.urls")),
]
