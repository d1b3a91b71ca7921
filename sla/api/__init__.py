"""The contract's part of /api/v1/."""

from rest_framework.routers import SimpleRouter

from sla.api.clocks import BreachViewSet, ClockViewSet

app_name = "sla-api"

router = SimpleRouter()
router.register("clocks", ClockViewSet, basename="clock")
router.register("breaches", BreachViewSet, basename="breach")
urlpatterns = router.urls
