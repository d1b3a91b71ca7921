from django.urls import path

from alignment.vision.views import glossary, house, houses, icp, signing

app_name = "vision"

# ideal-customer/...
urlpatterns = [
    path("ideal-customer/", icp.icp, name="icp"),
    path("ideal-customer/versions/<int:number>/", icp.icp_version, name="icp_version"),
    path("ideal-customer/versions/<int:number>/sign/", signing.icp_sign, name="icp_sign"),
    path(
        "ideal-customer/versions/<int:number>/withdraw/",
        signing.icp_withdraw,
        name="icp_withdraw",
    ),
    path("ideal-customer/criteria/<int:pk>/remark/", signing.icp_remark, name="icp_remark"),
    path("ideal-customer/draft/", icp.icp_edit, name="icp_edit"),
    path("ideal-customer/draft/start/", icp.icp_draft, name="icp_draft"),
    path("ideal-customer/draft/publish/", icp.icp_publish, name="icp_publish"),
    path("ideal-customer/draft/discard/", icp.icp_discard, name="icp_discard"),
    path("ideal-customer/draft/criteria/new/", icp.icp_criterion_new, name="icp_criterion_new"),
    path("ideal-customer/draft/criteria/<int:pk>/", icp.icp_criterion, name="icp_criterion"),
    path(
        "ideal-customer/draft/criteria/<int:pk>/remove/",
        icp.icp_criterion_remove,
        name="icp_criterion_remove",
    ),
    path("words/", glossary.words, name="words"),
    path("words/new/", glossary.term_new, name="term_new"),
    path("words/<slug:code>/", glossary.term, name="term"),
    path("words/<slug:code>/propose/", glossary.term_propose, name="term_propose"),
    path("words/<slug:code>/owner/", glossary.term_owner, name="term_owner"),
    path("words/<slug:code>/answer/", glossary.term_answer, name="term_answer"),
    path("message/", houses.message_houses, name="houses"),
    path("message/begin/", houses.house_begin, name="house_begin"),
    path("message/segments/new/", houses.segment_new, name="segment_new"),
    path("message/segments/<uuid:public_id>/", houses.segment, name="segment"),
    path("message/segments/<uuid:public_id>/retire/", houses.segment_retire, name="segment_retire"),
    path("message/<uuid:public_id>/", houses.house, name="house"),
    path("message/<uuid:public_id>/edit/", houses.house_edit, name="house_edit"),
    path("message/<uuid:public_id>/discard/", houses.house_discard, name="house_discard"),
    path("message/<uuid:public_id>/propose/", houses.house_propose, name="house_propose"),
    path("message/<uuid:public_id>/sign/", houses.house_sign, name="house_sign"),
    path("message/<uuid:public_id>/withdraw/", houses.house_withdraw, name="house_withdraw"),
    path("messages/", house.messages, name="messages"),
    path("messages/new/", house.message_new, name="message_new"),
    path("messages/<uuid:public_id>/", house.message, name="message"),
]
