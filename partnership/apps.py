from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

AUDITED_APPS = ["library", "donors", "projects", "meetings", "news"]
"""Apps whose contents the audit log watches; a revision is a log of its own."""


class PartnershipConfig(AppConfig):
    name = "partnership"
    verbose_name = _("Site")

    def ready(self) -> None:
        from auditlog.registry import auditlog

        for label in AUDITED_APPS:
            for model in apps.get_app_config(label).get_models():
                auditlog.register(
                    model,
                    m2m_fields={field.name for field in model._meta.many_to_many},
                    # They change with every save and say nothing by themselves.
                    exclude_fields=["version", "updated_at"],
                )
