"""The public directories: committees, bureaus, series and titles, as the guide prints them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.planning.models import Committee
from zhicheng.policy import tables
from zhicheng.policy.tables.titles import LEVELS


@dataclass(frozen=True, slots=True)
class Line:
    """A committee of the directory or registered since: what is printed of it, with its website."""

    code: str
    name: str
    organiser: str
    phone: str
    scope: str
    rank: str
    tier: str
    website: str
    enterprise: bool

    @property
    def tier_words(self) -> str:
        """市级, 县（市）区级, …"""
        return str(Committee.Tier(self.tier).label)


def committee_lines() -> list[Line]:
    """The directory in its order, then what bureaus have registered since; one SQL statement (GUIDE-Q6)."""
    there = {one.code: one for one in Committee.objects.select_related("organiser").filter(active=True)}
    found = []
    for one in tables.committees():
        row = there.pop(one.id, None)
        site, enterprise = (row.website, row.enterprise) if row else ("", False)
        found.append(
            Line(
                one.id,
                one.name,
                one.organiser,
                one.phone,
                one.scope.words,
                one.rank,
                one.tier,
                site,
                enterprise,
            )
        )
    return found + [
        Line(
            row.code, row.name, row.organiser.name, row.phone, row.scope_words, row.level, row.tier,
            row.website, row.enterprise,
        )
        for row in there.values()
        if row.registered_at is not None
    ]  # fmt: skip


@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """The committees (GUIDE-3) with their websites, searched by words, narrowed by rank and tier."""
    words = request.GET.get("q", "").strip()[:60]
    rank, tier = request.GET.get("rank", ""), request.GET.get("tier", "")
    lines = committee_lines()
    found = [
        one
        for one in lines
        if _has(words, one.name, one.organiser, one.scope)
        and rank in ("", one.rank)
        and tier in ("", one.tier)
    ]
    return render(
        request,
        "desks/committees.html",
        {
            "found": found,
            "words": words,
            "rank": rank,
            "tier": tier,
            "ranks": ("高级", "中级", "初级"),
            "tiers": Committee.Tier.choices,
            "total": len(lines),
        },
    )


@require_safe
def bureaus(request: HttpRequest) -> HttpResponse:
    """The 22 windows (GUIDE-4), searched by words."""
    words = request.GET.get("q", "").strip()[:60]
    found = [one for one in tables.bureaus() if _has(words, one.name, one.scope, one.address)]
    return render(
        request, "desks/bureaus.html", {"found": found, "words": words, "total": len(tables.bureaus())}
    )


@require_safe
def titles(request: HttpRequest) -> HttpResponse:
    """The 29 series with the names of their titles by level (GUIDE-Q3)."""
    words = request.GET.get("q", "").strip()[:60]
    rows = []
    for series in tables.series():
        tracks = [
            {"name": track.name, "cells": [track.cells.get(level) for level in LEVELS]}
            for track in series.tracks
            if _has(words, series.name, track.name, *(cell.text for cell in track.cells.values()))
        ]
        if tracks:
            rows.append({"series": series, "first": tracks[0], "rest": tracks[1:], "many": len(tracks)})
    return render(
        request,
        "desks/titles.html",
        {"rows": rows, "levels": LEVELS, "words": words, "total": len(tables.series())},
    )


def _has(words: str, *texts: str) -> bool:
    """Whether every word searched for stands in one of the texts."""
    return all(any(word in text for text in texts) for word in words.split())
