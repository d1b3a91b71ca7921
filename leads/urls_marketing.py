"""Addresses of what marketing runs: web forms, audiences, costs. Names are those of `leads`."""

from django.urls import path

from leads.views import audiences, costs, public_forms, webforms

urlpatterns = [
    # Visitors
    path("f/embed.js", public_forms.embed_script, name="embed_script"),
    path("f/<uuid:public_id>/", public_forms.public_form, name="public_form"),
    path("f/<uuid:public_id>/thanks/", public_forms.public_form_thanks, name="public_form_thanks"),
    # Forms
    path("forms/", webforms.forms, name="forms"),
    path("forms/new/", webforms.form_new, name="form_new"),
    path("forms/preview/", webforms.form_preview, name="form_preview"),
    path("forms/<uuid:public_id>/", webforms.form, name="form"),
    path("forms/<uuid:public_id>/edit/", webforms.form_edit, name="form_edit"),
    # Of a campaign
    path("campaigns/costs/", costs.shared_costs, name="shared_costs"),
    path("campaigns/<uuid:public_id>/costs/", costs.campaign_costs, name="campaign_costs"),
    path("costs/<uuid:public_id>/remove/", costs.cost_remove, name="cost_remove"),
    path("campaigns/<uuid:public_id>/audience/", audiences.audience, name="audience"),
    path("campaigns/<uuid:public_id>/answers/", audiences.answer_log, name="answer_log"),
    path("members/<uuid:public_id>/state/", audiences.member_state, name="member_state"),
]
