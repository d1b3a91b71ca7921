from django.urls import path

from alignment.notifications.views import channels, inbox, links, mails, preferences

app_name = "notifications"
urlpatterns = [
    path("notifications/", inbox.inbox, name="inbox"),
    path("notifications/read/", inbox.read_all, name="read_all"),
    path("notifications/unread/", inbox.unread, name="unread"),
    path("notifications/preferences/", preferences.preference_page, name="preferences"),
    path("notifications/<uuid:public_id>/read/", inbox.read, name="read"),
    path("l/<str:token>/", links.link, name="link"),
    # Outside Tandem
    path("channels/", channels.channel_list, name="channels"),
    path("channels/<uuid:public_id>/", channels.channel, name="channel"),
    path("channels/<uuid:public_id>/test/", channels.channel_test, name="channel_test"),
    path("channels/<uuid:public_id>/switch/", channels.channel_switch, name="channel_switch"),
    path("channels/<uuid:public_id>/remove/", channels.channel_remove, name="channel_remove"),
    path("channels/<uuid:public_id>/deliveries/", channels.delivery_list, name="deliveries"),
    path(
        "channels/<uuid:public_id>/deliveries/<uuid:delivery_id>/",
        channels.delivery,
        name="delivery",
    ),
    path(
        "channels/<uuid:public_id>/deliveries/<uuid:delivery_id>/replay/",
        channels.delivery_replay,
        name="delivery_replay",
    ),
    path("mails/", mails.mail_list, name="mails"),
    path("mails/<uuid:public_id>/", mails.mail, name="mail"),
    path("mails/<uuid:public_id>/html/", mails.mail_html, name="mail_html"),
]
