"""Addresses of the stage: the pool and the draw of a session."""

from django.urls import path

from zhicheng.experts.views import ceremony, draw, importing, member, own, pool

app_name = "experts"
urlpatterns = [
    path("mine/", own.mine, name="mine"),
    path("mine/confirm/", own.confirm, name="confirm_service"),
    path("mine/decline/", own.decline, name="decline_service"),
    path("mine/leave/", own.leave, name="own_leave"),
    path("mine/leave/<uuid:leave_id>/cancel/", own.cancel_leave, name="cancel_own_leave"),
    path("draws/", draw.draws, name="draws"),
    path("draws/exercise/", draw.practise, name="exercise"),
    path("sessions/<uuid:session_id>/pool/", pool.pool, name="pool"),
    path("sessions/<uuid:session_id>/pool/file/", pool.file_pool, name="file_pool"),
    path("sessions/<uuid:session_id>/pool/add/", pool.enrol, name="enrol"),
    path("sessions/<uuid:session_id>/pool/import/", importing.upload, name="import_pool"),
    path("sessions/<uuid:session_id>/pool/import/template.xlsx", importing.template, name="pool_template"),
    path("sessions/<uuid:session_id>/pool/import/<uuid:import_id>/", importing.look_over, name="pool_import"),
    path("sessions/<uuid:session_id>/pool/import/<uuid:import_id>/drop/", importing.drop, name="drop_import"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/", pool.set_active, name="set_active"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/edit/", member.edit, name="edit_expert"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/invite/", member.invite, name="invite_expert"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/reset/", member.reset, name="reset_expert"),
    path("sessions/<uuid:session_id>/pool/<uuid:expert_id>/leave/", member.leave, name="expert_leave"),
    path(
        "sessions/<uuid:session_id>/pool/<uuid:expert_id>/leave/<uuid:leave_id>/cancel/",
        member.cancel_leave,
        name="cancel_expert_leave",
    ),
    path("sessions/<uuid:session_id>/draw/", draw.draw, name="draw"),
    path("sessions/<uuid:session_id>/draw/open/", draw.open_draw, name="open_draw"),
    path("sessions/<uuid:session_id>/draw/key/", ceremony.key, name="deposit_key"),
    path("sessions/<uuid:session_id>/draw/commit/", ceremony.commit, name="commit"),
    path("sessions/<uuid:session_id>/draw/deposit/", ceremony.deposit, name="deposit"),
    path("sessions/<uuid:session_id>/draw/check/", ceremony.check, name="check_deposits"),
    path("sessions/<uuid:session_id>/draw/reveal/", ceremony.reveal, name="reveal"),
    path("sessions/<uuid:session_id>/draw/open-deposit/", ceremony.open_deposit, name="open_deposit"),
    path("sessions/<uuid:session_id>/draw/sign/", ceremony.sign, name="sign"),
    path("sessions/<uuid:session_id>/draw/refused/", ceremony.refuse, name="record_refusal"),
    path("sessions/<uuid:session_id>/draw/cancel/", ceremony.cancel, name="cancel"),
    path("sessions/<uuid:session_id>/draw/cancel/agree/", ceremony.agree, name="agree"),
    path("sessions/<uuid:session_id>/draw/record.pdf", draw.record, name="record"),
    path("sessions/<uuid:session_id>/draw/record.json", draw.record_file, name="record_file"),
    path("sessions/<uuid:session_id>/draw/published/", draw.published, name="published"),
    path("sessions/<uuid:session_id>/draw/published/roster.json", draw.roster_file, name="roster_file"),
    path("sessions/<uuid:session_id>/draw/published/draw.json", draw.published_file, name="published_file"),
]
