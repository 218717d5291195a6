"""Addresses of the stage: list and filing, readings, the meeting, the vote."""

from django.urls import path

from zhicheng.meeting.views import meeting, office, readings, voting

app_name = "meeting"
urlpatterns = [
    path("mine/", readings.mine, name="mine"),
    path("readings/<uuid:reading_id>/", readings.reading, name="reading"),
    path("readings/<uuid:reading_id>/avoid/", readings.avoid, name="avoid"),
    path("readings/<uuid:reading_id>/files/<str:sha256>/", readings.evidence, name="evidence"),
    path("applications/<uuid:application_id>/qualification/", office.qualification, name="qualification"),
    path("ballots/<uuid:ballot_id>/close/", meeting.close_ballot, name="close_ballot"),
    path("ballots/<uuid:ballot_id>/vote/", voting.vote, name="vote"),
    path("<uuid:session_id>/", meeting.session, name="session"),
    path("<uuid:session_id>/people/", office.people, name="people"),
    path("<uuid:session_id>/people/qualify/", office.qualify, name="qualify"),
    path("<uuid:session_id>/pre-filing/", office.pre_filing, name="pre_filing"),
    path("<uuid:session_id>/pre-filing.pdf", office.pre_filing_pdf, name="pre_filing_pdf"),
    path("<uuid:session_id>/readings/", readings.progress, name="readings"),
    path("<uuid:session_id>/training/", readings.training, name="training"),
    path("<uuid:session_id>/assign/", readings.assign, name="assign"),
    path("<uuid:session_id>/avoidance/", readings.found, name="found"),
    path("<uuid:session_id>/chair/", meeting.chair, name="chair"),
    path("<uuid:session_id>/open/", meeting.open_meeting, name="open_meeting"),
    path("<uuid:session_id>/ballots/", meeting.open_ballots, name="open_ballots"),
    path("<uuid:session_id>/minutes.pdf", meeting.minutes_pdf, name="minutes"),
    path("<uuid:session_id>/seat/", voting.seat, name="seat"),
    path("<uuid:session_id>/seat/check-in/", voting.check_in, name="check_in"),
    path("<uuid:session_id>/seat/close/", voting.close_meeting, name="close_meeting"),
]
