from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from people import deployment
        from people.operating import brand

        register(deployment.deployment, Tags.security, deploy=True)
        register(brand.check)
