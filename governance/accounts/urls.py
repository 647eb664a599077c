"""The addresses of our own pages of the sign-in, beside the library's."""

from django.urls import path

from . import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.to_the_city, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.back_from_the_city, name="openid_connect_callback"),
    path("oidc/cancelled/", views.cancelled, name="socialaccount_login_cancelled"),
    path("invitation/<str:token>/", views.invitation, name="account_invitation"),
    path("once-more/", views.once_more, name="account_once_more"),
]
