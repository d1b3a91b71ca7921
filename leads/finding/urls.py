"""Addresses of the search; leads/urls.py names them under its own."""

from django.urls import path

from leads.views import search

urlpatterns = [path("search/", search.search, name="search")]
