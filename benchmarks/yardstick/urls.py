"""Each view, and each again behind session and login."""

from django.urls import path

from benchmarks.yardstick import views

urlpatterns = [
    path("empty/", views.empty),
    path("row/<int:key>/", views.row),
    path("insert/", views.insert),
    path("lock/<int:key>/", views.lock),
    path("in/empty/", views.behind_login(views.empty)),
    path("in/row/<int:key>/", views.behind_login(views.row)),
    path("in/insert/", views.behind_login(views.insert)),
    path("in/lock/<int:key>/", views.behind_login(views.lock)),
]
