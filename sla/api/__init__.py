"""The contract's part of /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from sla.api.agreements import AgreementViewSet, Kept
from sla.api.calendar import Calendar, ClosureViewSet
from sla.api.clocks import BreachViewSet, ClockViewSet
from sla.api.feedback import ActionViewSet, ContestViewSet, FeedbackViewSet
from sla.api.what_if import RequiredVolume, WhatIf

app_name = "sla-api"

router = SimpleRouter()
router.register("agreements", AgreementViewSet, basename="agreement")
router.register("closures", ClosureViewSet, basename="closure")
router.register("clocks", ClockViewSet, basename="clock")
router.register("breaches", BreachViewSet, basename="breach")
router.register("feedback", FeedbackViewSet, basename="feedback")
router.register("contests", ContestViewSet, basename="contest")
router.register("actions", ActionViewSet, basename="action")
urlpatterns = [
    path("calendar/", Calendar.as_view(), name="calendar"),
    path("commitments/", Kept.as_view(), name="commitments"),
    path("commitments/replay/", WhatIf.as_view(), name="replay"),
    path("commitments/required-volume/", RequiredVolume.as_view(), name="required_volume"),
    *router.urls,
]
