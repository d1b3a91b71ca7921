"""The leads part of /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from leads.api import marketing, views
from leads.api.imports import ImportViewSet
from leads.api.lists import BulkRunViewSet, SavedViewViewSet
from leads.api.matrix import MatrixView
from leads.api.merging import MergeViewSet, PairViewSet
from leads.api.own_fields import CustomFieldViewSet
from leads.api.posts import PostViewSet
from leads.api.privacy import RegistryView, RetentionView, RightsRequestViewSet
from leads.api.products import ProductViewSet
from leads.api.rules import FiringViewSet, RuleViewSet
from leads.api.search import SearchView
from leads.api.sharing import ShareViewSet
from leads.api.tasks import TaskViewSet

app_name = "leads-api"

router = SimpleRouter()
router.register("companies", views.CompanyViewSet, basename="company")
router.register("contacts", views.ContactViewSet, basename="contact")
router.register("campaigns", views.CampaignViewSet, basename="campaign")
router.register("leads", views.LeadViewSet, basename="lead")
router.register("handovers", views.HandoverViewSet, basename="handover")
router.register("opportunities", views.OpportunityViewSet, basename="opportunity")
router.register("activities", views.ActivityViewSet, basename="activity")
router.register("products", ProductViewSet, basename="product")
router.register("fields", CustomFieldViewSet, basename="field")
router.register("rules", RuleViewSet, basename="rule")
router.register("firings", FiringViewSet, basename="firing")
router.register("tasks", TaskViewSet, basename="task")
router.register("costs", marketing.CostViewSet, basename="cost")
router.register("members", marketing.MemberViewSet, basename="member")
router.register("forms", marketing.WebFormViewSet, basename="form")
router.register("form-answers", marketing.FormAnswerViewSet, basename="form-answer")
router.register("shares", ShareViewSet, basename="share")
router.register("posts", PostViewSet, basename="post")
router.register("pairs", PairViewSet, basename="pair")
router.register("merges", MergeViewSet, basename="merge")
router.register("imports", ImportViewSet, basename="import")
router.register("views", SavedViewViewSet, basename="view")
router.register("rights-requests", RightsRequestViewSet, basename="rights-request")
router.register("bulk-runs", BulkRunViewSet, basename="run")
urlpatterns = [
    *router.urls,
    path("lead-matrix/", MatrixView.as_view(), name="matrix"),
    path("search/", SearchView.as_view(), name="search"),
    path("registry/", RegistryView.as_view(), name="registry"),
    path("retention/", RetentionView.as_view(), name="retention"),
]
