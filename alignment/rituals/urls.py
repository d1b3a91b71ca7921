from django.urls import path

from alignment.rituals import views

app_name = "rituals"
urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("actions/", views.actions, name="actions"),
    path("actions/<uuid:public_id>/done/", views.done, name="action_done"),
    path("actions/<uuid:public_id>/again/", views.again, name="action_again"),
]
