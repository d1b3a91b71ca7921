from django.urls import path

from alignment.people import absence_views, views

app_name = "people"

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("profile/", views.profile, name="profile"),
    path("profile/password/", views.change_password, name="password"),
    path("keys/", views.api_keys, name="keys"),
    path("keys/<uuid:public_id>/revoke/", views.revoke_key, name="key_revoke"),
    path("people/", views.people, name="list"),
    path("people/new/", views.new_person, name="person_new"),
    path("people/<uuid:public_id>/", views.edit_person, name="person"),
    path("people/<uuid:public_id>/password/", views.reset_password, name="person_password"),
    path("people/<uuid:public_id>/absences/", absence_views.absences, name="absences"),
    path("people/<uuid:public_id>/deputy/", absence_views.stand_in, name="stand_in"),
    path("absences/<uuid:public_id>/remove/", absence_views.remove, name="absence_remove"),
    path("teams/new/", views.new_team, name="team_new"),
    path("teams/<uuid:public_id>/", views.edit_team, name="team"),
]
