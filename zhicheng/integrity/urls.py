"""Addresses of the stage."""

from django.urls import path

from zhicheng.integrity import views

app_name = "integrity"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("record/", views.record, name="record"),
    path("report/", views.report, name="report"),
    path("suspend/", views.suspend, name="suspend"),
    path("suspensions/<uuid:id>/lift/", views.lift, name="lift"),
]
