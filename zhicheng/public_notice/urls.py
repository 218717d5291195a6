"""Addresses of the stage."""

from django.urls import path

from zhicheng.public_notice import views

app_name = "public_notice"
urlpatterns = [
    path("", views.running, name="running"),
    path("mine/", views.mine, name="mine"),
    path("mine/open/", views.open_unit, name="open_unit"),
    path("objections/", views.lookup, name="lookup"),
    path("objections/<str:number>/", views.receipt, name="receipt"),
    path("objections/<uuid:objection_id>/answer/", views.answer, name="answer"),
    path("objections/<uuid:objection_id>/take/", views.take, name="take"),
    path("objections/<uuid:objection_id>/objector/", views.objector, name="objector"),
    path("evidence/<uuid:evidence_id>/", views.evidence, name="evidence"),
    path("entries/<uuid:entry_id>/objection/", views.object_to, name="object"),
    path("entries/<uuid:entry_id>/form.pdf", views.form, name="form"),
    path("sessions/<uuid:session_id>/<slug:kind>/open/", views.open_session, name="open_session"),
    path("<uuid:notice_id>/", views.notice, name="notice"),
    path("<uuid:notice_id>/close/", views.close, name="close"),
]
