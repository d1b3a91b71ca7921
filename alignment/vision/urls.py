from django.urls import path

from alignment.vision import views

app_name = "vision"

# ideal-customer/...
urlpatterns = [
    path("ideal-customer/", views.icp, name="icp"),
    path("ideal-customer/versions/<int:number>/", views.icp_version, name="icp_version"),
    path("ideal-customer/draft/", views.icp_edit, name="icp_edit"),
    path("ideal-customer/draft/start/", views.icp_draft, name="icp_draft"),
    path("ideal-customer/draft/publish/", views.icp_publish, name="icp_publish"),
    path("ideal-customer/draft/discard/", views.icp_discard, name="icp_discard"),
    path("ideal-customer/draft/criteria/new/", views.icp_criterion_new, name="icp_criterion_new"),
    path("ideal-customer/draft/criteria/<int:pk>/", views.icp_criterion, name="icp_criterion"),
    path(
        "ideal-customer/draft/criteria/<int:pk>/remove/",
        views.icp_criterion_remove,
        name="icp_criterion_remove",
    ),
    path("messages/", views.messages, name="messages"),
    path("messages/new/", views.message_new, name="message_new"),
    path("messages/<uuid:public_id>/", views.message, name="message"),
]
