from django.urls import path

from alignment.rituals import meeting_views, views

app_name = "rituals"
urlpatterns = [
    path("rituals/", meeting_views.home, name="home"),
    path("rituals/new/", meeting_views.begin, name="begin"),
    path("rituals/<uuid:public_id>/pause/", meeting_views.pause, name="pause"),
    path("meetings/<uuid:public_id>/", meeting_views.meeting, name="meeting"),
    path("meetings/<uuid:public_id>/move/", meeting_views.move, name="move"),
    path("meetings/<uuid:public_id>/cancel/", meeting_views.cancel, name="cancel"),
    path("meetings/<uuid:public_id>/start/", meeting_views.start, name="start"),
    path("meetings/<uuid:public_id>/show/<int:number>/", meeting_views.show, name="show"),
    path("meetings/<uuid:public_id>/decide/<int:number>/", meeting_views.decide, name="decide"),
    path("meetings/<uuid:public_id>/end/", meeting_views.end, name="end"),
    path("meetings/<uuid:public_id>/meeting.ics", meeting_views.invitation, name="invitation"),
    path("agenda/", views.agenda, name="agenda"),
    path("actions/", views.actions, name="actions"),
    path("actions/<uuid:public_id>/done/", views.done, name="action_done"),
    path("actions/<uuid:public_id>/again/", views.again, name="action_again"),
]
