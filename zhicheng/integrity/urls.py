"""Addresses of the stage."""

from django.urls import path

from zhicheng.integrity import case_views, views

app_name = "integrity"
urlpatterns = [
    path("cases/", case_views.case_list, name="cases"),
    path("cases/open/", case_views.open_case, name="open_case"),
    path("cases/<uuid:id>/close/", case_views.close_case, name="close_case"),
    path("", views.lists, name="lists"),
    path("record/", views.record, name="record"),
    path("report/", views.report, name="report"),
    path("suspend/", views.suspend, name="suspend"),
    path("suspensions/<uuid:id>/lift/", views.lift, name="lift"),
]
