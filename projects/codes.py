"""Official codes of projects: IATI 2.03 code lists and the Sustainable Development Goals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityStatus(models.IntegerChoices):
    """IATI code list ActivityStatus."""

    PIPELINE = 1, _("In preparation")
    IMPLEMENTATION = 2, _("Under way")
    FINALISATION = 3, _("Being finalised")
    CLOSED = 4, _("Closed")
    CANCELLED = 5, _("Cancelled")
    SUSPENDED = 6, _("Suspended")


class CrisisPhase(models.TextChoices):
    """Where in the cycle of a crisis a project works."""

    PREPAREDNESS = "preparedness", _("Preparedness")
    EMERGENCY = "emergency", _("Emergency")
    TRANSITION = "transition", _("Transition")
    RECOVERY = "recovery", _("Recovery")
    DEVELOPMENT = "development", _("Development")


class OrganisationRole(models.IntegerChoices):
    """IATI code list OrganisationRole."""

    FUNDING = 1, _("Funding")
    ACCOUNTABLE = 2, _("Accountable")
    EXTENDING = 3, _("Extending")
    IMPLEMENTING = 4, _("Implementing")


class ActivityScope(models.IntegerChoices):
    """IATI code list ActivityScope."""

    GLOBAL = 1, _("Global")
    REGIONAL = 2, _("Regional")
    MULTINATIONAL = 3, _("Several countries")
    NATIONAL = 4, _("National")
    SUBNATIONAL = 5, _("Several regions of a country")
    FIRST_LEVEL = 6, _("One region of a country")
    SECOND_LEVEL = 7, _("One district of a country")
    SINGLE_LOCATION = 8, _("One place")


class RelationType(models.IntegerChoices):
    """IATI code list RelatedActivityType."""

    PARENT = 1, _("Parent")
    CHILD = 2, _("Child")
    SIBLING = 3, _("Sibling")
    CO_FUNDED = 4, _("Co-funded")
    THIRD_PARTY = 5, _("Of a third party")


class RegionVocabulary(models.TextChoices):
    """IATI code list RegionVocabulary."""

    DAC = "1", _("OECD-DAC")
    UN = "2", _("United Nations (M49)")
    OWN = "99", _("Reporting organisation")


class DacRegion(models.TextChoices):
    """IATI code list Region (OECD-DAC)."""

    EX_YUGOSLAVIA = "88", _("States of ex-Yugoslavia, unspecified")
    EUROPE = "89", _("Europe")
    NORTH_OF_SAHARA = "189", _("North of Sahara")
    SOUTH_OF_SAHARA = "289", _("South of Sahara")
    AFRICA = "298", _("Africa")
    WEST_INDIES = "380", _("West Indies")
    CARIBBEAN_CENTRAL_AMERICA = "389", _("Caribbean and Central America")
    SOUTH_AMERICA = "489", _("South America")
    AMERICA = "498", _("America")
    MIDDLE_EAST = "589", _("Middle East")
    CENTRAL_ASIA = "619", _("Central Asia")
    SOUTH_ASIA = "679", _("South Asia")
    SOUTH_CENTRAL_ASIA = "689", _("South and Central Asia")
    FAR_EAST_ASIA = "789", _("Far East Asia")
    ASIA = "798", _("Asia")
    OCEANIA = "889", _("Oceania")
    DEVELOPING = "998", _("Developing countries, unspecified")
    EASTERN_AFRICA = "1027", _("Eastern Africa")
    MIDDLE_AFRICA = "1028", _("Middle Africa")
    SOUTHERN_AFRICA = "1029", _("Southern Africa")
    WESTERN_AFRICA = "1030", _("Western Africa")
    CARIBBEAN = "1031", _("Caribbean")
    CENTRAL_AMERICA = "1032", _("Central America")
    MELANESIA = "1033", _("Melanesia")
    MICRONESIA = "1034", _("Micronesia")
    POLYNESIA = "1035", _("Polynesia")


class SectorVocabulary(models.TextChoices):
    """IATI code list SectorVocabulary."""

    DAC_5 = "1", _("OECD-DAC purpose (5 digits)")
    DAC_3 = "2", _("OECD-DAC category (3 digits)")
    COFOG = "3", _("Functions of government (UN)")
    NACE = "4", _("Economic activities (EU)")
    NTEE = "5", _("Exempt entities (USA)")
    AIDDATA = "6", _("AidData")
    SDG_GOAL = "7", _("SDG goal")
    SDG_TARGET = "8", _("SDG target")
    SDG_INDICATOR = "9", _("SDG indicator")
    HUMANITARIAN_CLUSTER = "10", _("Humanitarian cluster")
    NAICS = "11", _("Industry classification (North America)")
    UN_FUNCTION = "12", _("UN system function")
    OWN_2 = "98", _("Reporting organisation, second list")
    OWN = "99", _("Reporting organisation")


class DacCategory(models.TextChoices):
    """IATI code list SectorCategory: the OECD-DAC categories, the first digits of a purpose."""

    EDUCATION_LEVEL_UNSPECIFIED = "111", _("Education, level unspecified")
    BASIC_EDUCATION = "112", _("Basic education")
    SECONDARY_EDUCATION = "113", _("Secondary education")
    POST_SECONDARY_EDUCATION = "114", _("Post-secondary education")
    HEALTH_GENERAL = "121", _("Health, general")
    BASIC_HEALTH = "122", _("Basic health")
    NON_COMMUNICABLE_DISEASES = "123", _("Non-communicable diseases")
    POPULATION_POLICIES_AND_REPRODUCTIVE_HEALTH = (
        "130",
        _("Population policies and reproductive health"),
    )
    WATER_SUPPLY_AND_SANITATION = "140", _("Water supply and sanitation")
    GOVERNMENT_AND_CIVIL_SOCIETY = "151", _("Government and civil society")
    CONFLICT_PEACE_AND_SECURITY = "152", _("Conflict, peace and security")
    OTHER_SOCIAL_INFRASTRUCTURE_AND_SERVICES = "160", _("Other social infrastructure and services")
    TRANSPORT_AND_STORAGE = "210", _("Transport and storage")
    COMMUNICATIONS = "220", _("Communications")
    ENERGY_POLICY = "231", _("Energy policy")
    ENERGY_GENERATION_RENEWABLE_SOURCES = "232", _("Energy generation, renewable sources")
    ENERGY_GENERATION_NON_RENEWABLE_SOURCES = "233", _("Energy generation, non-renewable sources")
    HYBRID_ENERGY_PLANTS = "234", _("Hybrid energy plants")
    NUCLEAR_ENERGY_PLANTS = "235", _("Nuclear energy plants")
    ENERGY_DISTRIBUTION = "236", _("Energy distribution")
    BANKING_AND_FINANCIAL_SERVICES = "240", _("Banking and financial services")
    BUSINESS_AND_OTHER_SERVICES = "250", _("Business and other services")
    AGRICULTURE = "311", _("Agriculture")
    FORESTRY = "312", _("Forestry")
    FISHING = "313", _("Fishing")
    INDUSTRY = "321", _("Industry")
    MINERAL_RESOURCES_AND_MINING = "322", _("Mineral resources and mining")
    CONSTRUCTION = "323", _("Construction")
    TRADE_POLICIES_AND_REGULATIONS = "331", _("Trade policies and regulations")
    TOURISM = "332", _("Tourism")
    GENERAL_ENVIRONMENT_PROTECTION = "410", _("General environment protection")
    OTHER_MULTISECTOR = "430", _("Other multisector")
    GENERAL_BUDGET_SUPPORT = "510", _("General budget support")
    DEVELOPMENT_FOOD_ASSISTANCE = "520", _("Development food assistance")
    OTHER_COMMODITY_ASSISTANCE = "530", _("Other commodity assistance")
    ACTION_RELATING_TO_DEBT = "600", _("Action relating to debt")
    EMERGENCY_RESPONSE = "720", _("Emergency response")
    RECONSTRUCTION_RELIEF_AND_REHABILITATION = "730", _("Reconstruction relief and rehabilitation")
    DISASTER_PREVENTION_AND_PREPAREDNESS = "740", _("Disaster prevention and preparedness")
    ADMINISTRATIVE_COSTS_OF_DONORS = "910", _("Administrative costs of donors")
    REFUGEES_IN_DONOR_COUNTRIES = "930", _("Refugees in donor countries")
    UNALLOCATED_OR_UNSPECIFIED = "998", _("Unallocated or unspecified")


class Marker(models.IntegerChoices):
    """IATI code list PolicyMarker (vocabulary OECD-DAC)."""

    GENDER = 1, _("Gender equality")
    ENVIRONMENT = 2, _("Aid to environment")
    GOVERNANCE = 3, _("Participatory development and good governance")
    TRADE = 4, _("Trade development")
    BIODIVERSITY = 5, _("Convention on Biological Diversity")
    MITIGATION = 6, _("Climate change mitigation")
    ADAPTATION = 7, _("Climate change adaptation")
    DESERTIFICATION = 8, _("Convention to Combat Desertification")
    HEALTH = 9, _("Reproductive, maternal, newborn and child health")
    DISASTER_RISK = 10, _("Disaster risk reduction")
    DISABILITY = 11, _("Inclusion of persons with disabilities")
    NUTRITION = 12, _("Nutrition")


class Significance(models.IntegerChoices):
    """IATI code list PolicySignificance."""

    NOT_TARGETED = 0, _("Not targeted")
    SIGNIFICANT = 1, _("Significant objective")
    PRINCIPAL = 2, _("Principal objective")
    PRINCIPAL_ACTION = 3, _("Principal objective, in support of an action programme")
    EXPLICIT_PRIMARY = 4, _("Explicit primary objective")


class SdgGoal(models.IntegerChoices):
    """The seventeen Sustainable Development Goals, by their short official names."""

    G1 = 1, _("No poverty")
    G2 = 2, _("Zero hunger")
    G3 = 3, _("Good health and well-being")
    G4 = 4, _("Quality education")
    G5 = 5, _("Gender equality")
    G6 = 6, _("Clean water and sanitation")
    G7 = 7, _("Affordable and clean energy")
    G8 = 8, _("Decent work and economic growth")
    G9 = 9, _("Industry, innovation and infrastructure")
    G10 = 10, _("Reduced inequalities")
    G11 = 11, _("Sustainable cities and communities")
    G12 = 12, _("Responsible consumption and production")
    G13 = 13, _("Climate action")
    G14 = 14, _("Life below water")
    G15 = 15, _("Life on land")
    G16 = 16, _("Peace, justice and strong institutions")
    G17 = 17, _("Partnerships for the goals")


class BudgetType(models.IntegerChoices):
    """IATI code list BudgetType."""

    ORIGINAL = 1, _("Original")
    REVISED = 2, _("Revised")


class BudgetStatus(models.IntegerChoices):
    """IATI code list BudgetStatus."""

    INDICATIVE = 1, _("Indicative")
    COMMITTED = 2, _("Committed")


class TransactionType(models.IntegerChoices):
    """IATI code list TransactionType."""

    INCOMING_FUNDS = 1, _("Incoming funds")
    OUTGOING_COMMITMENT = 2, _("Outgoing commitment")
    DISBURSEMENT = 3, _("Disbursement")
    EXPENDITURE = 4, _("Expenditure")
    INTEREST_PAYMENT = 5, _("Interest payment")
    LOAN_REPAYMENT = 6, _("Loan repayment")
    REIMBURSEMENT = 7, _("Reimbursement")
    PURCHASE_OF_EQUITY = 8, _("Purchase of equity")
    SALE_OF_EQUITY = 9, _("Sale of equity")
    CREDIT_GUARANTEE = 10, _("Credit guarantee")
    INCOMING_COMMITMENT = 11, _("Incoming commitment")
    OUTGOING_PLEDGE = 12, _("Outgoing pledge")
    INCOMING_PLEDGE = 13, _("Incoming pledge")


class ResultType(models.IntegerChoices):
    """IATI code list ResultType."""

    OUTPUT = 1, _("Output")
    OUTCOME = 2, _("Outcome")
    IMPACT = 3, _("Impact")
    OTHER = 9, _("Other")


class IndicatorMeasure(models.IntegerChoices):
    """IATI code list IndicatorMeasure."""

    UNIT = 1, _("Number")
    PERCENTAGE = 2, _("Per cent")
    NOMINAL = 3, _("Kind (nominal)")
    ORDINAL = 4, _("Rank (ordinal)")
    QUALITATIVE = 5, _("Description (qualitative)")


class Exactness(models.IntegerChoices):
    """IATI code list GeographicExactness."""

    EXACT = 1, _("Exact")
    APPROXIMATE = 2, _("Approximate")


class LocationClass(models.IntegerChoices):
    """IATI code list GeographicLocationClass."""

    ADMINISTRATIVE = 1, _("Administrative region")
    POPULATED = 2, _("Populated place")
    STRUCTURE = 3, _("Structure")
    OTHER = 4, _("Other feature of the landscape")
