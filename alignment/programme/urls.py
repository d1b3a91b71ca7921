from django.urls import path

from alignment.programme.views import learning, rounds

app_name = "programme"

# programme/...
urlpatterns = [
    path("programme/", learning.home, name="home"),
    path("programme/immersions/new/", learning.immersion_new, name="immersion_new"),
    path("programme/immersions/join/", learning.immersion_join, name="immersion_join"),
    path("programme/immersions/<uuid:public_id>/", learning.report, name="report"),
    path(
        "programme/immersions/<uuid:public_id>/cancel/",
        learning.immersion_cancel,
        name="immersion_cancel",
    ),
    path("programme/trainings/new/", learning.training_new, name="training_new"),
    path("programme/trainings/<uuid:public_id>/", learning.training, name="training"),
    path("programme/pairs/new/", learning.pair_new, name="pair_new"),
    path("programme/pairs/<uuid:public_id>/", learning.pair, name="pair"),
    path("programme/projects/new/", learning.project_new, name="project_new"),
    path("programme/projects/<uuid:public_id>/", learning.project, name="project"),
    path("programme/milestones/<uuid:public_id>/", learning.milestone, name="milestone"),
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
