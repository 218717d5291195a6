"""Addresses of the stage."""

from django.urls import path

from zhicheng.dossiers import evidence_views, import_views, phone_views, pieces_views, proof_views, views

app_name = "dossiers"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("import/", import_views.import_file, name="import"),
    path("import/template.xlsx", import_views.template, name="template"),
    path("import/take-over/", import_views.take_over, name="take_over"),
    path("qualification/", views.qualification, name="qualification"),
    path("find/", evidence_views.find, name="find"),
    path("record/<uuid:id>/", views.record, name="record"),
    path("record/<uuid:id>/delete/", views.delete, name="delete"),
    path("record/<uuid:id>/move/", views.move, name="move"),
    path("record/<uuid:id>/evidence/", evidence_views.add_evidence, name="add_evidence"),
    path("record/<uuid:id>/evidence/panel/", evidence_views.evidence_panel, name="evidence_panel"),
    path("record/<uuid:id>/pieces/", pieces_views.pieces, name="pieces"),
    path("pieces/<uuid:id>/", pieces_views.piece, name="piece"),
    path("record/<uuid:id>/phone/", phone_views.make_phone_link, name="make_phone_link"),
    path("record/<uuid:id>/phone/close/", phone_views.close_phone_link, name="close_phone_link"),
    path("record/<uuid:id>/phone/code.svg", phone_views.phone_code, name="phone_code"),
    path("phone/<str:token>/", phone_views.phone, name="phone"),
    path("phone/<str:token>/add/", phone_views.phone_add, name="phone_add"),
    path("phone/<str:token>/panel/", phone_views.phone_panel, name="phone_panel"),
    path("phone/<str:token>/pieces/", phone_views.phone_pieces, name="phone_pieces"),
    path("phone/<str:token>/pieces/<uuid:id>/", phone_views.phone_piece, name="phone_piece"),
    path("record/<uuid:id>/proof/", proof_views.ask, name="ask_for_proof"),
    path("proofs/<uuid:id>/take-back/", proof_views.take_back, name="take_back_proof"),
    path("proofs/<uuid:id>/proof.pdf", proof_views.paper, name="proof"),
    path("evidence/<uuid:id>/", evidence_views.evidence, name="evidence"),
    path("evidence/<uuid:id>/look/", evidence_views.look, name="look"),
    path("evidence/<uuid:id>/turn/", evidence_views.turn_evidence, name="turn_evidence"),
    path("evidence/<uuid:id>/move/", evidence_views.move_evidence, name="move_evidence"),
    path("evidence/<uuid:id>/remove/", evidence_views.remove_evidence, name="remove_evidence"),
    path("arrival/<uuid:id>/give-up/", evidence_views.give_up_arrival, name="give_up_arrival"),
    path("<slug:key>/", views.module, name="module"),
    path("<slug:key>/new/", views.new, name="new"),
]
