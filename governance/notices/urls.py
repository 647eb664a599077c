"""Where the mail provider reports. Its own settings name this address, so it is stable."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("webhooks/bounces/<slug:provider>/", views.bounces, name="bounces"),
]
