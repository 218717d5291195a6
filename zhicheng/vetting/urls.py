"""Addresses of the stage."""

from django.urls import path

from zhicheng.vetting import (
    channels,
    entrustment_views,
    fraud_views,
    material_views,
    reason_views,
    return_views,
    undo_views,
    views,
)

app_name = "vetting"
urlpatterns = [
    path("channels/", channels.channels, name="channels"),
    path("channels/<uuid:id>/withdraw/", channels.withdraw, name="withdraw_channel"),
    path("reasons/", reason_views.reasons, name="reasons"),
    path("reasons/<uuid:id>/", reason_views.reason, name="reason"),
    path("reasons/<uuid:id>/retire/", reason_views.retire, name="retire_reason"),
    path("<uuid:application_id>/channel/", channels.channel, name="channel"),
    path("<uuid:application_id>/", views.case, name="case"),
    path("<uuid:application_id>/scans/", views.scans, name="scans"),
    path("<uuid:application_id>/differences/", views.differences, name="differences"),
    path("<uuid:application_id>/files/<str:sha256>/", views.file, name="file"),
    path("<uuid:application_id>/form.pdf", views.sheet, name="form"),
    path("<uuid:application_id>/verify/", material_views.verify, name="verify"),
    path("<uuid:application_id>/ask/", material_views.ask, name="ask"),
    path("<uuid:application_id>/opinion/", views.opinion, name="opinion"),
    path("<uuid:application_id>/assessment/", views.assess, name="assess"),
    path("<uuid:application_id>/approve/", views.approve, name="approve"),
    path("<uuid:application_id>/approve/refuse/", return_views.refuse_approval, name="refuse_approval"),
    path("<uuid:application_id>/pass/", views.pass_on, name="pass_on"),
    path("<uuid:application_id>/return/", return_views.send_back, name="send_back"),
    path("<uuid:application_id>/returns/", undo_views.returns, name="returns"),
    path(
        "<uuid:application_id>/decisions/<uuid:decision_id>/undo/<slug:kind>/", undo_views.undo, name="undo"
    ),
    path("<uuid:application_id>/reset/", return_views.reset, name="reset"),
    path("<uuid:application_id>/refuse/", return_views.refuse, name="refuse"),
    path("<uuid:application_id>/dispatch.pdf", views.dispatch_proof, name="dispatch_proof"),
    path("<uuid:application_id>/suspect/", fraud_views.suspect, name="suspect"),
    path("suspicions/<uuid:id>/", fraud_views.finding, name="finding"),
    path("suspicions/<uuid:id>/statement/", fraud_views.statement, name="statement"),
    path("suspicions/<uuid:id>/files/<slug:which>/", fraud_views.suspicion_file, name="suspicion_file"),
    path("<uuid:application_id>/disagree/", return_views.disagree, name="disagree"),
    path("<uuid:application_id>/consent/", entrustment_views.consent, name="consent"),
    path("<uuid:application_id>/letter/", entrustment_views.upload, name="upload_letter"),
    path("<uuid:application_id>/letter/link/", entrustment_views.renew, name="renew_link"),
    path("<uuid:application_id>/letter/scan/", entrustment_views.scan, name="letter_scan"),
    path("<uuid:application_id>/letter.pdf", entrustment_views.printed, name="letter_pdf"),
    path("letters/<str:token>/", entrustment_views.letter, name="letter"),
    path("letters/<str:token>/decline/", entrustment_views.decline, name="decline_letter"),
    path("letters/<str:token>/letter.pdf", entrustment_views.draft, name="letter_draft"),
    path("<uuid:application_id>/paper/send/", views.send_paper, name="send_paper"),
    path("<uuid:application_id>/paper/accept/", views.accept, name="accept"),
]
