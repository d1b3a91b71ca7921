from django.urls import path

from leads.views import (
    actions,
    board,
    campaigns,
    companies,
    contacts,
    conversations,
    imports,
    lead,
    lists,
    opportunities,
    queue,
    quick_add,
)

app_name = "leads"
urlpatterns = [
    # Daily work
    path("leads/queue/", queue.queue, name="queue"),
    path("leads/board/", board.board, name="board"),
    path("leads/new/", quick_add.new, name="new"),
    path("leads/new/read/", quick_add.read, name="read"),
    path("leads/<uuid:public_id>/do/<slug:name>/", actions.act, name="act"),
    path("leads/<uuid:public_id>/undo/", actions.undo, name="undo"),
    # Talking
    path("leads/<uuid:public_id>/conversation/", conversations.conversation, name="conversation"),
    path("room/", conversations.room, name="room"),
    path("posts/<uuid:public_id>/edit/", conversations.post_edit, name="post_edit"),
    path("posts/<uuid:public_id>/withdraw/", conversations.post_withdraw, name="post_withdraw"),
    # Records
    path("leads/", lists.leads, name="list"),
    path("leads/<uuid:public_id>/", lead.lead, name="lead"),
    path("leads/<uuid:public_id>/edit/", lead.lead_edit, name="lead_edit"),
    path("leads/<uuid:public_id>/log/", lead.log_activity, name="log_activity"),
    path("leads/<uuid:public_id>/correct/", lead.correct, name="correct"),
    path("companies/", companies.companies, name="companies"),
    path("companies/new/", companies.company_new, name="company_new"),
    path("companies/<uuid:public_id>/", companies.company, name="company"),
    path("companies/<uuid:public_id>/edit/", companies.company_edit, name="company_edit"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<uuid:public_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:public_id>/edit/", contacts.contact_edit, name="contact_edit"),
    path("opportunities/", opportunities.opportunities, name="opportunities"),
    path(
        "opportunities/<uuid:public_id>/edit/",
        opportunities.opportunity_edit,
        name="opportunity_edit",
    ),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:public_id>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("imports/", imports.imports, name="imports"),
]
