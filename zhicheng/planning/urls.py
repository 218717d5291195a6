"""Addresses: plan, calls and committees for everybody; sessions for offices; filings for bureaus."""

from django.urls import path

from zhicheng.planning.views import bureau, committees, groups, office, public, settings, standards

app_name = "planning"
urlpatterns = [
    path("plan/", public.plan, name="plan"),
    path("plan/<int:year>/pdf/", public.plan_pdf, name="plan_pdf"),
    path("plan/propose/", office.propose_plan, name="propose_plan"),
    path("plan/publish/", bureau.publish_plan, name="publish_plan"),
    path("plan/import/", bureau.import_plan, name="import_plan"),
    path("plan/template/", bureau.plan_template, name="plan_template"),
    path("calls/", public.calls, name="calls"),
    path("calls/<uuid:id>/", public.call, name="call"),
    path("calls/<uuid:id>/pdf/", public.call_pdf, name="call_pdf"),
    path("committees/desk/", committees.desk, name="committees_desk"),
    path("committees/register/", committees.register, name="register_committee"),
    path("committees/<slug:code>/edit/", committees.edit, name="edit_committee"),
    path("committees/<slug:code>/", public.committee, name="committee"),
    path("committees/<slug:code>/open/", office.open_session, name="open_session"),
    path("standards/", standards.register, name="standards"),
    path("standards/desk/", standards.desk, name="standards_desk"),
    path("standards/enter/", standards.enter, name="enter_standard"),
    path("standards/<uuid:id>/", standards.standard, name="standard"),
    path("standards/<uuid:id>/draft/", standards.draft, name="standard_draft"),
    path("standards/<uuid:id>/edit/", standards.edit, name="edit_standard"),
    path("standards/<uuid:id>/report/", standards.report, name="report_standard"),
    path("standards/<uuid:id>/back/", standards.send_back, name="send_back_standard"),
    path("filings/", bureau.filings, name="filings"),
    path("filings/<uuid:id>/", bureau.filing, name="filing"),
    path("filings/<uuid:id>/answer/", bureau.answer, name="answer_filing"),
    path("filings/<uuid:id>/pass/", bureau.pass_on, name="pass_filing"),
    path("filings/<uuid:id>/withdraw/", office.withdraw_filing, name="withdraw_filing"),
    path("", office.sessions, name="sessions"),
    path("<uuid:id>/", office.session, name="session"),
    path("<uuid:id>/window/", office.change_window, name="change_window"),
    path("<uuid:id>/settings/", settings.settings, name="settings"),
    path("<uuid:id>/settings/<slug:key>/", settings.setting, name="setting"),
    path("<uuid:id>/groups/", groups.groups, name="groups"),
    path("<uuid:id>/pilot/", settings.pilot, name="pilot"),
    path("<uuid:id>/inspections/", settings.inspections, name="inspections"),
    path("petitions/<uuid:id>/", settings.petition, name="petition"),
    path("<uuid:id>/call/", office.write_call, name="write_call"),
    path("<uuid:id>/call/file/", office.file_call, name="file_call"),
    path("<uuid:id>/call/publish/", office.publish_call, name="publish_call"),
]
