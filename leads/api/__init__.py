"""The leads part of /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from leads.api import views
from leads.api.lists import BulkRunViewSet, SavedViewViewSet
from leads.api.own_fields import CustomFieldViewSet
from leads.api.posts import PostViewSet
from leads.api.search import SearchView

app_name = "leads-api"

router = SimpleRouter()
router.register("companies", views.CompanyViewSet, basename="company")
router.register("contacts", views.ContactViewSet, basename="contact")
router.register("campaigns", views.CampaignViewSet, basename="campaign")
router.register("leads", views.LeadViewSet, basename="lead")
router.register("handovers", views.HandoverViewSet, basename="handover")
router.register("opportunities", views.OpportunityViewSet, basename="opportunity")
router.register("activities", views.ActivityViewSet, basename="activity")
router.register("fields", CustomFieldViewSet, basename="field")
router.register("posts", PostViewSet, basename="post")
router.register("views", SavedViewViewSet, basename="view")
router.register("bulk-runs", BulkRunViewSet, basename="run")
urlpatterns = [*router.urls, path("search/", SearchView.as_view(), name="search")]
