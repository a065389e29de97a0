from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeliberationConfig(AppConfig):
    name = "deliberation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deliberation import desk, gates, privacy, tasks  # noqa: F401  they register
        from deliberation.counting import breakdowns  # noqa: F401
        from deliberation.questions import fixed_words

        post_migrate.connect(fixed_words.install_after_migrate, sender=self)
