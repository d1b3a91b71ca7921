from django.urls import path

from alignment.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.inbox, name="inbox"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/<uuid:public_id>/read/", views.read, name="read"),
]
