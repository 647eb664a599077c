"""The addresses of a trial run: all of them, and those of the local room."""

from django.urls import include, path

from governance.urls import urlpatterns as everywhere

urlpatterns = [path("local/", include("governance.local.urls")), *everywhere]
