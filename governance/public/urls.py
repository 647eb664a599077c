"""The addresses of the public pages, in English as they are and in Spanish under /es/. They are stable: others link to them."""

from django.urls import path

from . import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("agreements/", views.register, name="register"),
    path("agreements/<slug:slug>/", views.agreement, name="agreement"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("bodies/<slug:slug>/", views.body, name="body"),
]
