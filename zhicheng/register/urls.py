"""Addresses of the stage."""

from django.urls import path

from zhicheng.register import collection, views

app_name = "register"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("keys/", views.keys, name="keys"),
    path("keys.json", views.keys_file, name="keys_file"),
    path("collection/", collection.collect, name="collect"),
    path("collection/<int:year>.csv", collection.export, name="collected"),
    path("mine/", views.mine, name="mine"),
    path("mine/<uuid:id>/lost/", views.lost, name="lost"),
    path("mine/<uuid:id>/certificate.pdf", views.pdf, name="pdf"),
    path("mine/<uuid:id>/certificate.json", views.own_signed, name="own_signed"),
    path("<slug:token>/", views.certificate, name="certificate"),
    path("<slug:token>/certificate.json", views.signed, name="signed"),
]
