"""The public directories: committees, bureaus, series and titles, as the guide prints them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhicheng.policy import tables
from zhicheng.policy.tables.committees import by_id, professions_of, titles_of
from zhicheng.policy.tables.titles import LEVELS

TIERS = {"city": _("市级"), "county": _("县（市）区级"), "zone": _("园区"), "unit": _("本单位")}


@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """The 58 committees (GUIDE-3), searched by words, narrowed by rank and tier."""
    words = request.GET.get("q", "").strip()[:60]
    rank, tier = request.GET.get("rank", ""), request.GET.get("tier", "")
    found = [
        {"committee": one, "tier": TIERS[one.tier]}
        for one in tables.committees()
        if _has(words, one.name, one.organiser, one.scope.words)
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
            "ranks": ("高级", "中级"),
            "tiers": TIERS.items(),
            "total": len(tables.committees()),
        },
    )


@require_safe
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """One committee: contact, scope in words, and the titles that it may grant."""
    one = by_id().get(code)
    if one is None:
        raise Http404
    return render(
        request,
        "desks/committee.html",
        {
            "committee": one,
            "tier": TIERS[one.tier],
            "titles": titles_of(one),
            "professions": professions_of(one),
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
