"""The addresses of what machines read: one for all languages, and stable, since programs subscribe to them."""

from django.urls import path

from governance.public.api import api

from . import views

app_name = "files"
urlpatterns = [
    path("calendar.ics", views.calendar, name="calendar"),
    path("agreements/<slug:slug>/calendar.ics", views.agreement_calendar, name="agreement_calendar"),
    path("feeds/decisions.atom", views.decisions, name="decisions"),
    path("feeds/deadlines.atom", views.deadlines, name="deadlines"),
    path("exports/agreements.csv", views.agreements, name="agreements"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("api/docs", views.api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
