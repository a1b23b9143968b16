"""The columns of the files: their names, what readers call them and what they mean."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from projects.facets.codes import Facet

LISTS = {
    "areas": (Facet.AREA, _("Priority areas")),
    "approaches": (Facet.APPROACH, _("Common approaches")),
    "regions": (Facet.REGION, _("Regions")),
    "countries": (Facet.COUNTRY, _("Countries")),
    "donors": (Facet.DONOR, _("Donors")),
    "funds": (Facet.FUND, _("Funds")),
    "goals": (Facet.GOAL, _("Sustainable Development Goals")),
    "sectors": (Facet.SECTOR, _("Sectors")),
    "phase": (Facet.PHASE, _("Crisis phase")),
    "has": (Facet.HAS, _("With")),
}
"""Columns that list the values of a facet."""
CODES = {
    "region_codes": (Facet.REGION, _("Codes of regions")),
    "country_codes": (Facet.COUNTRY, _("Codes of countries")),
    "goal_codes": (Facet.GOAL, _("Numbers of goals")),
    "sector_codes": (Facet.SECTOR, _("Codes of sectors")),
}
"""Columns that list the same values by the codes of their standards, in the same order."""
SUMS = {
    "budget_usd": _("Budget in US dollars"),
    "allocated_usd": _("Allocated in US dollars"),
    "received_usd": _("Received in US dollars"),
    "spent_usd": _("Spent in US dollars"),
}
"""Columns of money; further ones list which of them are not exact."""
COLUMNS = {
    "iati_identifier": _("IATI identifier"),
    "agency_code": _("Agency code"),
    "title": _("Title"),
    "is_demo": _("Demo"),
    "is_programme": _("Programme"),
    "part_of": _("Part of"),
    "summary": _("Summary"),
    "status": _("Status"),
    "status_code": _("Code of the status"),
    "planned_start": _("Planned start"),
    "actual_start": _("Actual start"),
    "planned_end": _("Planned end"),
    "actual_end": _("Actual end"),
    **SUMS,
    "approximate": _("Approximate sums"),
    "incomplete": _("Incomplete sums"),
    "made_up": _("Sums with demo content"),
    **{name: label for name, (_facet, label) in LISTS.items()},
    **{name: label for name, (_facet, label) in CODES.items()},
    "updated_at": _("Updated at"),
    "url": _("Address"),
}
"""Names of the columns, as in JSON, and what readers call them."""
SEPARATOR = "; "

MEANINGS = {
    "iati_identifier": _(
        "The identifier under which the activity is published to IATI. It never changes."
    ),
    "agency_code": _("The number the international organisation gave the project, as printed."),
    "title": _(
        "In the language of the file; where there is none, in English or in the language there is."
    ),
    "is_demo": _("Whether all that is said of the project is made up, to show the portal."),
    "is_programme": _(
        "Whether other projects are parts of it. Its money is that of its parts: leave it out when "
        "you add up."
    ),
    "part_of": _("Title of the programme it is a part of; empty if of none."),
    "summary": _("Two or three sentences, in the language the title is looked for in."),
    "status": _(
        "Where it stands, in the portal’s words for the codes of the IATI list ActivityStatus."
    ),
    "status_code": _("The same, by its code in that list, 1 to 6."),
    "planned_start": _("Day it was to begin."),
    "actual_start": _("Day it began; empty if it has not, or if the day is not known."),
    "planned_end": _("Day it is or was to end."),
    "actual_end": _("Day it ended; empty if it has not, or if the day is not known."),
    "budget_usd": _(
        "Sum of the budgets in force, at the exchange rates of their days; empty if a rate is not "
        "known, if they contradict each other or if there is none."
    ),
    "allocated_usd": _(
        "What contributions gave to the project, without pledges; payments under a commitment "
        "count with it, once."
    ),
    "received_usd": _("Money that came in for the project."),
    "spent_usd": _("Money the project paid out."),
    "approximate": _("The sums in this row in which a source gives an amount only as “about”."),
    "incomplete": _("The sums in this row that lack amounts whose exchange rate is not known."),
    "made_up": _("The sums in this row that have demo content in them."),
    "areas": _("Priority areas it contributes to."),
    "approaches": _("Common approaches it follows."),
    "regions": _("Continents of its countries and regions."),
    "countries": _("Countries it works in."),
    "donors": _("Donors and ministries that pay for it, and what they are part of."),
    "funds": _("Funds its money comes from."),
    "goals": _("Sustainable Development Goals it contributes to."),
    "sectors": _("Purpose categories of the OECD-DAC."),
    "phase": _("Phase of a crisis it works in: from preparedness to development."),
    "has": _("What the portal tells of it: results, evidence or lessons."),
    "region_codes": _("The same continents, by their UN M49 codes, such as 002."),
    "country_codes": _("The same countries, by their ISO 3166-1 alpha-2 codes, such as UG."),
    "goal_codes": _("The same goals, by their numbers, 1 to 17."),
    "sector_codes": _("The same categories, by their three-digit codes of the OECD-DAC."),
    "updated_at": _("When it was last changed, in UTC; a day in XLSX."),
    "url": _("Address of its page, in the language of the file."),
}
"""What each column means, for the page that describes the data."""


def columns() -> list[dict[str, str]]:
    """Each column with its name in JSON, its name in the other files and its meaning."""
    return [
        {"name": name, "label": str(label), "about": str(MEANINGS[name])}
        for name, label in COLUMNS.items()
    ]
