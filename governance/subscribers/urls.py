"""Where one follows, confirms and ends. The links in mails lead here, so these addresses are stable."""

from django.urls import path

from . import views

app_name = "subscribers"
urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/sent/", views.sent, name="sent"),
    path("follow/confirm/<str:token>/", views.confirm, name="confirm"),
    path("follow/end-digest/<str:token>/", views.end_digest, name="end_digest"),
    path("follow/end/<str:token>/", views.end, name="end"),
    path("agreements/<slug:slug>/follow/", views.follow, name="follow_agreement"),
]
