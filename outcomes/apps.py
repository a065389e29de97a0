from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outcomes import desk, privacy  # noqa: F401  they register themselves
        from outcomes.news import news  # noqa: F401
        from outcomes.promises import front  # noqa: F401
        from outcomes.promises import gates as answer_gates  # noqa: F401
        from outcomes.report import gates  # noqa: F401
