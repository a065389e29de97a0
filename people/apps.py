from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people import deployment  # noqa: F401  (its checks are registered)
        from people.operating import brand  # noqa: F401  (the same)
