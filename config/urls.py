"""Addresses: each stage brings its own; the first word names the stage."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("zhicheng.desks.urls")),
    path("account/", include("zhicheng.people.urls")),
    path("drafts/", include("zhicheng.drafts.urls")),
    path("dossier/", include("zhicheng.dossiers.urls")),
    path("apply/", include("zhicheng.applications.urls")),
    path("title-confirmation/", include("zhicheng.title_confirmation.urls")),
    path("notices/", include("zhicheng.public_notice.urls")),
    path("vetting/", include("zhicheng.vetting.urls")),
    path("tables/", include("zhicheng.catalogues.urls")),
    path("sessions/", include("zhicheng.planning.urls")),
    path("experts/", include("zhicheng.experts.urls")),
    path("meeting/", include("zhicheng.meeting.urls")),
    path("outcomes/", include("zhicheng.outcomes.urls")),
    path("rooms/", include("zhicheng.room.urls")),
    path("certificates/", include("zhicheng.register.urls")),
    path("integrity/", include("zhicheng.integrity.urls")),
    path("inbox/", include("zhicheng.inbox.urls")),
]

handler400 = "zhicheng.ui.errors.bad_request"
handler404 = "zhicheng.ui.errors.not_found"
handler500 = "zhicheng.ui.errors.server_error"
