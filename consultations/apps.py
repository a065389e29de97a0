from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # who is staff; gates A, B and C; who waits at the door; what is held about people
        from consultations import access, gates, newcomers, opening_gates, privacy  # noqa: F401
