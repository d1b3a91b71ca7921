from django.urls import path

from dashboards import (
    buyer_path_views,
    contribution_views,
    programme_views,
    segment_views,
    views,
)
from dashboards.goals import views as goal_views
from dashboards.learning import views as learning_views
from dashboards.proof import views as proof_views

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
    path("segments/", segment_views.segment_list, name="segments"),
    path("segments/<uuid:public_id>/", segment_views.segment_rows, name="segment_rows"),
    path("journey/", buyer_path_views.buyer_path, name="journey"),
    path("journey/begin/", buyer_path_views.path_begin, name="path_begin"),
    path("journey/new/", buyer_path_views.stage_new, name="stage_new"),
    path("journey/<uuid:public_id>/", buyer_path_views.stage, name="stage"),
    path("journey/<uuid:public_id>/move/", buyer_path_views.stage_move, name="stage_move"),
    path("journey/<uuid:public_id>/remove/", buyer_path_views.stage_remove, name="stage_remove"),
    path("goals/", goal_views.goal_list, name="goals"),
    path("goals/new/", goal_views.goal_new, name="goal_new"),
    path("goals/now/", goal_views.goals_part, name="goals_now"),
    path("goals/<uuid:public_id>/", goal_views.goal, name="goal"),
    path("goals/<uuid:public_id>/edit/", goal_views.goal_edit, name="goal_edit"),
    path("goals/<uuid:public_id>/change/", goal_views.goal_change, name="goal_change"),
    path("goals/<uuid:public_id>/discard/", goal_views.goal_discard, name="goal_discard"),
    path("goals/<uuid:public_id>/propose/", goal_views.goal_propose, name="goal_propose"),
    path("goals/<uuid:public_id>/sign/", goal_views.goal_sign, name="goal_sign"),
    path("goals/<uuid:public_id>/withdraw/", goal_views.goal_withdraw, name="goal_withdraw"),
    path("goals/<uuid:public_id>/stop/", goal_views.goal_stop, name="goal_stop"),
    path("goals/<uuid:public_id>/volume/", goal_views.goal_volume, name="goal_volume"),
    path("goals/<uuid:public_id>/rows/", goal_views.goal_rows, name="goal_rows"),
    path("forecast/", views.forecast_page, name="forecast"),
    path("ideal-customer/buys/", proof_views.buys, name="buys"),
    path("ideal-customer/weights/", proof_views.weights, name="weights"),
    path(
        "ideal-customer/weights/<uuid:public_id>/draft/",
        proof_views.weight_draft,
        name="weight_draft",
    ),
    path("ideal-customer/calibration/", proof_views.calibration, name="calibration"),
    path("ideal-customer/learned/", learning_views.learned, name="learned"),
    path("ideal-customer/learned/<uuid:public_id>/", learning_views.lead_odds, name="lead_odds"),
    path("ideal-customer/evidence/<uuid:public_id>/", proof_views.evidence, name="evidence"),
    # programme/...
    path("programme/quarter-hour/", programme_views.my_quarter_hour, name="quarter_hour"),
    path("programme/benefits/", programme_views.what_changed, name="benefits"),
    path("programme/wins/", programme_views.shared_wins, name="wins"),
    path("programme/wins/<uuid:public_id>/post/", programme_views.win_post, name="win_post"),
    path("programme/wins/<uuid:public_id>/thank/", programme_views.win_thank, name="win_thank"),
]
