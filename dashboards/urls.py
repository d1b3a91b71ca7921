from django.urls import path

from dashboards import contribution_views, views

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/contribution/", contribution_views.contribution, name="contribution"),
    path(
        "dashboard/contribution/propose/",
        contribution_views.contribution_propose,
        name="contribution_propose",
    ),
    path(
        "dashboard/contribution/sign/",
        contribution_views.contribution_sign,
        name="contribution_sign",
    ),
    path("dashboard/<slug:kpi>/rows/", views.rows, name="rows"),
    path("forecast/", views.forecast_page, name="forecast"),
]
