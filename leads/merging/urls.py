"""Addresses of pairs and merges; leads/urls.py names them under its own."""

from django.urls import path

from leads.views import history, merging

urlpatterns = [
    path("duplicates/", merging.pairs, name="pairs"),
    path("duplicates/<uuid:public_id>/decide/", merging.pair_decide, name="pair_decide"),
    path("merge/<slug:kind>/<uuid:public_id>/", merging.merge, name="merge"),
    path("merges/<uuid:public_id>/undo/", merging.merge_undo, name="merge_undo"),
    path("history/<slug:kind>/<uuid:public_id>/", history.history, name="history"),
    path(
        "history/<slug:kind>/<uuid:public_id>/restore/",
        history.history_restore,
        name="history_restore",
    ),
]
