"""Importing this loads all that the law can hold in memory: clauses, books, tables and working days."""

from zhicheng.policy import clauses, tables
from zhicheng.policy.book import PLACES, open_book
from zhicheng.policy.case import FIRST_YEAR, LAST_YEAR
from zhicheng.policy.command import seed_calendar

clauses.load()
for _year in range(FIRST_YEAR, LAST_YEAR + 1):
    for _place in PLACES:
        open_book(_year, _place)
for _table in (tables.series, tables.committees, tables.places, tables.bureaus, tables.professions):
    _table()
tables.plan(2021)
seed_calendar()
