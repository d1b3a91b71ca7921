"""Notifications over REST: one's own news and wishes; for managers channels and deliveries."""

from rest_framework.routers import SimpleRouter

from alignment.notifications.api.channels import ChannelViewSet
from alignment.notifications.api.deliveries import DeliveryViewSet
from alignment.notifications.api.inbox import NotificationViewSet
from alignment.notifications.api.preferences import PreferenceViewSet

app_name = "notifications-api"
router = SimpleRouter()
router.register("notifications", NotificationViewSet, basename="notification")
router.register("channels", ChannelViewSet, basename="channel")
router.register("deliveries", DeliveryViewSet, basename="delivery")
router.register("preferences", PreferenceViewSet, basename="preference")
urlpatterns = router.urls
