"""去完善: where each thing that is missing is completed."""

from uuid import UUID

from django.urls import reverse


def link(where: str, application_id: UUID) -> str:
    """The address with its anchor for Item.where: "basics", "module:titles", "attachment:commitment" …."""
    kind, _sep, key = where.partition(":")
    if kind == "module":
        return reverse("dossiers:module", args=[key])
    if kind == "attachment":
        return reverse("applications:attachments", args=[application_id]) + f"#{key}"
    return reverse(_VIEWS[kind])


_VIEWS = {
    "basics": "people:basics",
    "unit": "people:choose_unit",
    "qualification": "dossiers:qualification",
    "cover": "applications:cover",
}
