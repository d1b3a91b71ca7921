"""Every address of Tandem; apps are named by strings."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from alignment.journal.selectors import outbox_age
from alignment.web import views

api: list[URLPattern | URLResolver] = [
    path("", include("leads.api")),
    path("", include("dashboards.api")),
    path("", include("sla.api")),
    path("", include("alignment.people.api")),
    path("", include("alignment.vision.api")),
    path("", include("alignment.library.api")),
    path("", include("alignment.rituals.api")),
    path("", include("alignment.notifications.api")),
    path("", include("dashboards.programme_api")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", views.api_docs, name="api_docs"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, {"outbox_age": outbox_age}, name="readyz"),
    path("theme/", views.set_theme, name="set_theme"),
    path("language/", views.set_language, name="set_language"),
    # What is asked for most stands first: addresses are tried in order.
    path("api/v1/", include(api)),
    re_path(r"^api/", views.api_not_found, name="api_not_found"),
    path("", include("leads.urls")),
    path("", include("dashboards.urls")),
    path("", include("sla.urls")),
    path("", include("alignment.people.urls")),
    path("", include("alignment.notifications.urls")),
    path("", include("alignment.vision.urls")),
    path("", include("alignment.library.urls")),
    path("", include("alignment.rituals.urls")),
    path("", include("alignment.programme.urls")),
]

handler400 = "alignment.web.views.bad_request"
handler403 = "alignment.web.views.forbidden"
handler404 = "alignment.web.views.not_found"
handler500 = "alignment.web.views.server_error"
