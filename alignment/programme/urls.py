from django.urls import path

from alignment.programme.views import rounds

app_name = "programme"

# programme/...
urlpatterns = [
    path("programme/diagnostic/", rounds.diagnostic, name="diagnostic"),
    path("programme/pulse/", rounds.pulse, name="pulse"),
    path(
        "programme/diagnostic/open/",
        rounds.open_round,
        {"kind": "diagnostic"},
        name="open_diagnostic",
    ),
    path("programme/pulse/open/", rounds.open_round, {"kind": "pulse"}, name="open_pulse"),
    path("programme/rounds/<uuid:public_id>/", rounds.answer, name="answer"),
    path("programme/rounds/<uuid:public_id>/close/", rounds.close, name="close"),
]
