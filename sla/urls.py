from django.urls import URLPattern, URLResolver, path

from sla.views import answers, calendar, contract, drafts, feedback, insight, late, versions

app_name = "sla"

# contract/...
urlpatterns: list[URLPattern | URLResolver] = [
    path("contract/", contract.contract, name="contract"),
    path("contract/rows/<slug:promise>/", contract.rows, name="rows"),
    path("contract/replay/", drafts.what_if, name="replay"),
    path("contract/draft/", drafts.draft, name="draft"),
    path("contract/draft/start/", drafts.start, name="start"),
    path("contract/draft/propose/", drafts.propose, name="propose"),
    path("contract/draft/discard/", drafts.discard, name="discard"),
    path("contract/draft/volume/", drafts.take_volume, name="take_volume"),
    path("contract/draft/lines/<slug:promise>/", drafts.promise, name="promise"),
    path("contract/draft/lines/<slug:promise>/remove/", drafts.remove, name="remove"),
    path("contract/versions/<int:number>/", versions.agreement, name="agreement"),
    path("contract/versions/<int:number>/sign/", versions.sign, name="sign"),
    path("contract/versions/<int:number>/withdraw/", versions.withdraw, name="withdraw"),
    path("contract/versions/<int:number>/cancel/", versions.cancel, name="cancel"),
    path("contract/late/", late.late, name="late"),
    path("contract/late/<uuid:public_id>/", late.explain, name="explain"),
    path("contract/late/<uuid:public_id>/later/", late.postpone, name="postpone"),
    path("contract/late/mine/", late.chip, name="chip"),
    path("contract/calendar/", calendar.calendar, name="calendar"),
    path("contract/calendar/week/", calendar.set_week, name="set_week"),
    path("contract/calendar/closures/", calendar.close, name="close"),
    path("contract/calendar/closures/<uuid:public_id>/remove/", calendar.reopen, name="reopen"),
    path("contract/versions/<int:number>/again/", versions.again, name="again"),
    # feedback/...
    path("feedback/", answers.inbox, name="feedback"),
    path("feedback/mine/", feedback.mine, name="feedback_mine"),
    path("feedback/now/", feedback.now, name="feedback_now"),
    path("feedback/weeks/<uuid:public_id>/", feedback.week, name="week"),
    path("feedback/insight/", insight.insight, name="insight"),
    path("feedback/leads/<uuid:public_id>/", feedback.of_lead, name="feedback_of_lead"),
    path("feedback/known/<uuid:public_id>/", feedback.known_of_lead, name="known"),
    path("feedback/<uuid:public_id>/", feedback.card, name="feedback_card"),
    path("feedback/<uuid:public_id>/later/", feedback.later, name="feedback_later"),
    path("feedback/<uuid:public_id>/<slug:kind>/", answers.answer, name="feedback_answer"),
]
