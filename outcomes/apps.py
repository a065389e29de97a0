from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outcomes import answer_gates, desk, front, gates, news, privacy  # noqa: F401  the rooms' gates register themselves
