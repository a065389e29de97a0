from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeliberationConfig(AppConfig):
    name = "deliberation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from deliberation.questions import fixed_words

        post_migrate.connect(fixed_words.install_after_migrate, sender=self)
