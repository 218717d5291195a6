"""Addresses: plan, calls and committees for everybody; sessions for offices; filings for bureaus."""

from django.urls import path

from zhicheng.planning.views import bureau, office, public

app_name = "planning"
urlpatterns = [
    path("plan/", public.plan, name="plan"),
    path("plan/<int:year>/pdf/", public.plan_pdf, name="plan_pdf"),
    path("plan/propose/", office.propose_plan, name="propose_plan"),
    path("plan/publish/", bureau.publish_plan, name="publish_plan"),
    path("calls/", public.calls, name="calls"),
    path("calls/<uuid:id>/", public.call, name="call"),
    path("calls/<uuid:id>/pdf/", public.call_pdf, name="call_pdf"),
    path("committees/<slug:code>/", public.committee, name="committee"),
    path("committees/<slug:code>/open/", office.open_session, name="open_session"),
    path("filings/", bureau.filings, name="filings"),
    path("filings/<uuid:id>/", bureau.filing, name="filing"),
    path("filings/<uuid:id>/answer/", bureau.answer, name="answer_filing"),
    path("filings/<uuid:id>/pass/", bureau.pass_on, name="pass_filing"),
    path("filings/<uuid:id>/withdraw/", office.withdraw_filing, name="withdraw_filing"),
    path("", office.sessions, name="sessions"),
    path("<uuid:id>/", office.session, name="session"),
    path("<uuid:id>/meeting-day/", office.move_meeting, name="move_meeting"),
    path("<uuid:id>/window/", office.change_window, name="change_window"),
    path("<uuid:id>/call/", office.write_call, name="write_call"),
    path("<uuid:id>/call/file/", office.file_call, name="file_call"),
    path("<uuid:id>/call/publish/", office.publish_call, name="publish_call"),
]
