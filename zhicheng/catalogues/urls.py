"""Addresses: the tables for everybody, import and release for the bureaus."""

from django.urls import path

from zhicheng.catalogues import views

app_name = "catalogues"
urlpatterns = [
    path("", views.library, name="library"),
    path("desk/", views.desk, name="desk"),
    path("versions/<uuid:id>/", views.version, name="version"),
    path("drafts/<uuid:id>/", views.draft, name="draft"),
    path("drafts/<uuid:id>/discard/", views.discard, name="discard"),
    path("<slug:kind>/", views.table, name="table"),
    path("<slug:kind>/template/", views.template, name="template"),
    path("<slug:kind>/import/", views.enter, name="enter"),
]
