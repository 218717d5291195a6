"""The project's own reference tables: series and titles, professions, committees, plans, bureaus, places."""

from zhicheng.policy.tables.committees import Committee, PartKind, Scope, ScopePart, committees
from zhicheng.policy.tables.places import Bureau, Place, bureaus, places
from zhicheng.policy.tables.plans import PlanRow, plan
from zhicheng.policy.tables.professions import Profession, professions
from zhicheng.policy.tables.titles import Series, TitleName, Track, series, titles_for

__all__ = [
    "Bureau",
    "Committee",
    "PartKind",
    "Place",
    "PlanRow",
    "Profession",
    "Scope",
    "ScopePart",
    "Series",
    "TitleName",
    "Track",
    "bureaus",
    "committees",
    "places",
    "plan",
    "professions",
    "series",
    "titles_for",
]
