"""Addresses of the stage."""

from django.urls import path

from zhicheng.applications import (
    attachment_views,
    export_views,
    mending_views,
    named_views,
    photo_views,
    views,
)

app_name = "applications"
urlpatterns = [
    path("export/", export_views.export, name="export"),
    path("export/file/", export_views.export_file, name="export_file"),
    path("", views.record, name="record"),
    path("cover/", views.cover, name="cover"),
    path("<uuid:id>/", views.detail, name="detail"),
    path("<uuid:id>/attachments/", attachment_views.attachments, name="attachments"),
    path("<uuid:id>/attachments/proof/<uuid:proof>/", attachment_views.attach_proof, name="attach_proof"),
    path("<uuid:id>/attachments/<uuid:attachment>/", attachment_views.attachment, name="attachment"),
    path(
        "<uuid:id>/attachments/<uuid:attachment>/remove/",
        attachment_views.remove_attachment,
        name="remove_attachment",
    ),
    path("<uuid:id>/named/", named_views.announce, name="name_file"),
    path("<uuid:id>/named/<uuid:named>/", named_views.piece, name="named_piece"),
    path("<uuid:id>/named/<uuid:named>/give-up/", named_views.give_up, name="give_up_named"),
    path("<uuid:id>/defects/<uuid:defect>/", mending_views.tick, name="tick_defect"),
    path("<uuid:id>/corrections/<uuid:notice>.pdf", mending_views.correction, name="correction"),
    path("<uuid:id>/returns/", mending_views.returns, name="returns"),
    path("<uuid:id>/photo/", photo_views.mend, name="mend_photo"),
    path("<uuid:id>/photo/preview/", photo_views.preview, name="photo_preview"),
    path("<uuid:id>/check/", views.check, name="check"),
    path("<uuid:id>/submit/", views.submit, name="submit"),
    path("<uuid:id>/receipt/", views.receipt, name="receipt"),
    path("<uuid:id>/preview/", views.preview, name="preview"),
    path("<uuid:id>/material/<slug:sha256>/", views.material, name="material"),
    path("<uuid:id>/papers/<slug:kind>.pdf", views.paper, name="paper"),
    path("<uuid:id>/material.zip", views.everything, name="everything"),
    path("<uuid:id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:id>/review-form/", views.form, name="review_form"),
]
