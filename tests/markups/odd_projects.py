"""Projects made of the rare and the treacherous: every known term, every country name, and the segmentation traps."""

from dataclasses import replace
from functools import cache
from itertools import zip_longest

from tests.markups.projects import Project, description_for, real_projects
from tests.markups.truth import iso3, read_table

TRAPS: tuple[tuple[str, ...], ...] = (
    ("Niger", "Nigeria"),
    ("Nigeria", "Niger"),
    ("Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"),
    ("Guinea", "Guinea-Bissau"),
    ("Niger", "Republic of Moldova"),
    ("Chile", "Uruguay"),
    ("Dominica", "Dominican Republic"),
    ("Congo", "Democratic Republic of the Congo"),
    ("Democratic Republic of the Congo", "Congo"),
    ("Sudan", "South Sudan"),
    ("South Sudan", "Sudan"),
    ("Trinidad and Tobago", "Togo"),
    ("Mali", "Malawi"),
    ("Côte d'Ivoire", "Côte d’Ivoire", "Ghana"),
    ("Bolivia (Plurinational State of)", "Venezuela (Bolivarian Republic of)", "Peru"),
    ("Micronesia (Federated States of)", "Marshall Islands", "Samoa"),
    ("Kenya", "United Republic of Tanzania", "Uganda", "Kenya"),
    ("República Dominicana (la)", "Haití"),
    ("Zimbabwe", "Zambie", "Afrique du Sud"),
    ("Sao Tome and Principe", "Saint Vincent and the Grenadines", "Antigua and Barbuda"),
    ("Lao People's Democratic Republic", "Viet Nam", "Timor-Leste"),
    ("Guinée", "Guinée équatoriale", "Papouasie-Nouvelle-Guinée"),
    ("Soudan", "Soudan du Sud", "Niger", "Nigéria"),
    ("Guinea", "Guinea Ecuatorial", "Guinea-Bissau"),
    ("Niger (the)", "Gambia (the)", "Sudan (the)"),
    ("Iran (Islamic Republic of)", "Syrian Arab Republic", "Republic of Korea"),
)
"""Names side by side that a careless reader cuts wrongly."""

STATUS = {"en": ("Completed", "Active"), "fr": ("Achevé", "Actif"), "es": ("Finalizado", "Finalizado")}


@cache
def odd_projects() -> tuple[Project, ...]:
    """Every term of `terms.csv` at least once, each with the next trap or the next few country names."""
    return tuple(project for language in ("en", "fr", "es") for project in _of_language(language))


def _of_language(language: str) -> list[Project]:
    kinds, regions = _printed("project_type", language), _printed("region", language)
    coverages = ("National", "Regional", "Multi-Regional", "Global")
    names = _names_of(language)
    lists = [*TRAPS, *(tuple(names[start : start + 5]) for start in range(0, len(names), 5))]
    base = next(one for one in real_projects() if one.language == language and len(one.printed) >= 11)
    made = []
    for i, (kind, countries) in enumerate(zip_longest(kinds, lists)):
        printed = {
            **base.printed,
            "project_type": kind or kinds[i % len(kinds)],
            "countries": countries or lists[i % len(lists)],
            "region": regions[i % len(regions)],
            "coverage": coverages[i % 4],
            "status": STATUS[language][i % 2],
            "budget_usd": ("25000.00", "99999.50", "400000.00", "103058.00")[i % 4],
        }
        if i % 3 == 0:
            printed["other_countries"] = names[-2:] if i % 2 else names[:1]
        if i % 5 == 0:
            del printed["prima_id"]
        description = description_for(language, i)
        made.append(replace(base, key=f"odd-{language}-{i:02d}", printed=printed, description=description))
    return made


def _printed(field: str, language: str) -> list[str]:
    return [row["printed"] for row in read_table("terms.csv") if (row["field"], row["language"]) == (field, language)]


def _names_of(language: str) -> tuple[str, ...]:
    """The names a page of a language prints; French and Spanish pages leave some in English, so all do for them."""
    foreign = set("áéíóúâêîôûàèùïçñÉÁ")
    plain = [name for name in iso3() if not set(name) & foreign or name.startswith("Côte")]
    return tuple(plain if language == "en" else iso3())
