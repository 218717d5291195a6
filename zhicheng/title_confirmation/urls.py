"""Addresses: the session's lists for its office, a bureau's lists, the answer, the document."""

from django.urls import path

from zhicheng.title_confirmation import views

app_name = "title_confirmation"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("sessions/<uuid:session_id>/", views.session, name="session"),
    path("sessions/<uuid:session_id>/send/", views.send, name="send"),
    path("<uuid:list_id>/", views.answer, name="answer"),
    path("<uuid:list_id>/list.pdf", views.pdf, name="pdf"),
]
