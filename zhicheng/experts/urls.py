"""Addresses of the stage: the pool and the draw of a session."""

from django.urls import path

from zhicheng.experts.views import draw, pool

app_name = "experts"
urlpatterns = [
    path("draws/", draw.draws, name="draws"),
    path("draws/exercise/", draw.practise, name="exercise"),
    path("sessions/<uuid:session_id>/pool/", pool.pool, name="pool"),
    path("sessions/<uuid:session_id>/pool/file/", pool.file_pool, name="file_pool"),
    path("sessions/<uuid:session_id>/pool/add/", pool.enrol, name="enrol"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/", pool.set_active, name="set_active"),
    path("sessions/<uuid:session_id>/draw/", draw.draw, name="draw"),
    path("sessions/<uuid:session_id>/draw/open/", draw.open_draw, name="open_draw"),
    path("sessions/<uuid:session_id>/draw/commit/", draw.commit, name="commit"),
    path("sessions/<uuid:session_id>/draw/reveal/", draw.reveal, name="reveal"),
    path("sessions/<uuid:session_id>/draw/sign/", draw.sign, name="sign"),
    path("sessions/<uuid:session_id>/draw/record.pdf", draw.record, name="record"),
    path("sessions/<uuid:session_id>/draw/record.json", draw.record_file, name="record_file"),
    path("sessions/<uuid:session_id>/draw/published/", draw.published, name="published"),
    path("sessions/<uuid:session_id>/draw/published/roster.json", draw.roster_file, name="roster_file"),
    path("sessions/<uuid:session_id>/draw/published/draw.json", draw.published_file, name="published_file"),
]
