"""Addresses of the stage."""

from django.urls import path

from zhicheng.vetting import views

app_name = "vetting"
urlpatterns = [
    path("<uuid:application_id>/", views.case, name="case"),
    path("<uuid:application_id>/files/<str:sha256>/", views.file, name="file"),
    path("<uuid:application_id>/form.pdf", views.sheet, name="form"),
    path("<uuid:application_id>/opinion/", views.opinion, name="opinion"),
    path("<uuid:application_id>/pass/", views.pass_on, name="pass_on"),
    path("<uuid:application_id>/return/", views.send_back, name="send_back"),
    path("<uuid:application_id>/reset/", views.reset, name="reset"),
    path("<uuid:application_id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:application_id>/paper/send/", views.send_paper, name="send_paper"),
    path("<uuid:application_id>/paper/accept/", views.accept, name="accept"),
]
