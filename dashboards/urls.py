from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/<slug:kpi>/rows/", views.rows, name="rows"),
    path("forecast/", views.forecast_page, name="forecast"),
]
