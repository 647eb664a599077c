"""Where everything is reached: the public site at the root, the desk, sign-in, and at a desk machine the local mail page."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from governance import health
from governance.accounts.views import kept_by_the_clerk
from governance.backstage.site import site
from governance.public.api import api

urlpatterns = [
    path("desk/", include("governance.desk.urls")),
    path("admin/", site.urls),
    path("accounts/email/", kept_by_the_clerk),
    path("accounts/confirm-email/<path:key>", kept_by_the_clerk),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("governance.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("healthz/work", health.at_work),
    path("api/v1/", api.urls),
    path("", include("governance.notices.urls")),
    # English at the stable addresses, Spanish under /es/.
    *i18n_patterns(
        path("", include("governance.subscribers.urls")),
        path("", include("governance.public.urls")),
        prefix_default_language=False,
    ),
]

if settings.LOCAL:
    urlpatterns.insert(0, path("local/", include("governance.local.urls")))
