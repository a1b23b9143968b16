"""Pages about the portal itself."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from django.views.generic import TemplateView

from donors.models import CommonApproach, Organisation, Partnership
from library.models import Document
from library.pages import document_fields
from meetings.glossary import glossary
from publishing.rows import as_rows, day, rows, text


class About(TemplateView):
    """The public partnerships with their agreements and common approaches, and how the portal
    treats what it shows."""

    template_name = "partnership/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisations = Organisation.objects.public()
        side = {"slug": "slug", "name": text("name")}
        return super().get_context_data(
            partnerships=list(
                as_rows(
                    Partnership.objects.public(),
                    slug="slug",
                    name=text("name"),
                    summary=text("summary"),
                    description=text("description"),
                    start=day("start"),
                    end=day("end"),
                    contact_email="contact_email",
                    is_demo="is_demo",
                    donor=rows(organisations.filter(pk=OuterRef("donor")), **side),
                    agency=rows(organisations.filter(pk=OuterRef("agency")), **side),
                    agreement=rows(
                        Document.objects.public().filter(pk=OuterRef("agreement")),
                        **document_fields(),
                    ),
                    approaches=rows(
                        CommonApproach.objects.filter(partnership=OuterRef("pk")),
                        slug="slug",
                        name=text("name"),
                        description=text("description"),
                    ),
                )
            ),
            **kwargs,
        )


class Glossary(TemplateView):
    """Every term and kind of figure, explained. Shows nothing from the database."""

    template_name = "partnership/glossary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=glossary(), **kwargs)


class Accessibility(TemplateView):
    """How accessible the portal is. Shows nothing from the database."""

    template_name = "partnership/accessibility.html"
