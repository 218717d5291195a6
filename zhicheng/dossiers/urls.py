"""Addresses of the stage."""

from django.urls import path

from zhicheng.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("qualification/", views.qualification, name="qualification"),
    path("record/<uuid:id>/", views.record, name="record"),
    path("record/<uuid:id>/delete/", views.delete, name="delete"),
    path("record/<uuid:id>/move/", views.move, name="move"),
    path("record/<uuid:id>/evidence/", views.add_evidence, name="add_evidence"),
    path("evidence/<uuid:id>/", views.evidence, name="evidence"),
    path("evidence/<uuid:id>/remove/", views.remove_evidence, name="remove_evidence"),
    path("<slug:key>/", views.module, name="module"),
    path("<slug:key>/new/", views.new, name="new"),
]
