"""Addresses of the stage: the public site, its directories, and each role's desk."""

from django.urls import path

from zhicheng.desks import directory, downloads, guide, law, readers, site, views
from zhicheng.desks.selfcheck.views import selfcheck

app_name = "desks"
urlpatterns = [
    path("", site.public, name="public"),
    path("search/", site.search, name="search"),
    path("check/", selfcheck, name="selfcheck"),
    path("guide/", guide.guide, name="guide"),
    path("guide/questions/", guide.questions, name="questions"),
    path("guide/downloads/", downloads.downloads, name="downloads"),
    path("guide/downloads/<slug:key>.pdf", downloads.download, name="download"),
    path("guide/policy/", law.library, name="law"),
    path("guide/policy/<slug:short>/", law.document, name="law_document"),
    path("guide/policy/<slug:short>/text/", law.text, name="law_text"),
    path("directory/committees/", directory.committees, name="committees"),
    path("directory/bureaus/", directory.bureaus, name="bureaus"),
    path("directory/titles/", directory.titles, name="titles"),
    path("desk/", views.home, name="home"),
    path("desk/readers/", readers.readers, name="readers"),
    path("desk/filters/", views.filters, name="filters"),
    path("desk/filters/<uuid:id>/forget/", views.forget_filter, name="forget_filter"),
    path("desk/batch/", views.batch, name="batch"),
    path("desk/export/", views.export, name="export"),
    path("desk/lists/", views.lists, name="lists"),
    path("desk/lists/<uuid:id>.xlsx", views.list_file, name="list_file"),
]
