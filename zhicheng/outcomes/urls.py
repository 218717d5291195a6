"""Addresses of the stage."""

from django.urls import path

from zhicheng.outcomes.views import applicant, archive, bureau, certificates, rechecks, releasing, session

app_name = "outcomes"
urlpatterns = [
    path("", bureau.work, name="work"),
    path("sessions/<uuid:id>/results/", session.results, name="post_filing"),
    path("sessions/<uuid:id>/results/file/", session.file, name="file_results"),
    path("sessions/<uuid:id>/results/filing.pdf", session.filing_pdf, name="filing_pdf"),
    path("sessions/<uuid:id>/release/", releasing.release, name="release"),
    path("applications/<uuid:id>/reasons/", releasing.reasons, name="reasons"),
    path("sessions/<uuid:id>/document/", bureau.document, name="document"),
    path("sessions/<uuid:id>/document/preview.pdf", bureau.preview, name="document_preview"),
    path("documents/<uuid:id>/document.pdf", session.document_pdf, name="document_pdf"),
    path("sessions/<uuid:id>/seal/", bureau.seal, name="seal"),
    path("sessions/<uuid:id>/seal/confirm/", bureau.confirm, name="confirm"),
    path("applications/<uuid:id>/refuse/", bureau.refuse, name="refuse"),
    path("sessions/<uuid:id>/certificates/", session.certificates, name="certificates"),
    path("certificates/", certificates.issued, name="issued"),
    path("replacements/<uuid:id>/", certificates.replace, name="replace"),
    path("certificates/<uuid:id>/revoke/", certificates.revoke, name="revoke"),
    path("applications/<uuid:id>/", applicant.result, name="result"),
    path("applications/<uuid:id>/recheck/", rechecks.ask, name="ask_recheck"),
    path("sessions/<uuid:id>/rechecks/", rechecks.rechecks, name="rechecks"),
    path("sessions/<uuid:id>/archive/", archive.archive, name="archive"),
    path("archives/<uuid:id>/archive.zip", archive.archive_file, name="archive_file"),
    path("rechecks/<uuid:id>/", rechecks.recheck, name="recheck"),
    path("applications/<uuid:id>/review-form.pdf", applicant.review_form, name="review_form"),
]
