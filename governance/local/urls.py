"""The addresses of the local room; included under /local/ with COUNTERSIGN_LOCAL=1 alone."""

from django.urls import path

from governance.local import views

app_name = "local"
urlpatterns = [
    path("sign-ins/", views.sign_ins, name="sign_ins"),
    path("mail/", views.mail_list, name="mail_list"),
    path("mail/<str:name>/", views.mail_detail, name="mail_detail"),
    path("mail/<str:name>/html/", views.mail_html, name="mail_html"),
]
