from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # who is staff; gates A, B and C; who waits at the door; what is held about people
        from consultations import access, privacy  # noqa: F401
        from consultations.groups import gates as opening_gates  # noqa: F401
        from consultations.newcomers import newcomers  # noqa: F401
        from consultations.setup import gates  # noqa: F401
