"""Addresses of other stages' pages by name."""

from django.urls import NoReverseMatch, reverse


def link(view: str, *ids: object) -> str:
    """The address of the named page for these ids; empty where the page takes other ids."""
    try:
        return reverse(view, args=ids)
    except NoReverseMatch:
        return ""
