from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from urllib.parse import urlsplit

        from django.conf import settings
        from django.core.checks import Tags, register
        from django.core.mail.utils import DNS_NAME

        from people import deployment
        from people.operating import brand

        register(deployment.deployment, Tags.security, deploy=True)
        register(brand.check)
        # What Message-IDs end in, and what we call ourselves to the mail server: not the machine's own name.
        DNS_NAME._fqdn = urlsplit(settings.SITE_URL).hostname or "localhost"
