"""The leads part of /api/v1/."""

app_name = "leads-api"
urlpatterns: list = []
