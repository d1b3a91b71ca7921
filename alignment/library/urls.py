from django.urls import path

from alignment.library import views

app_name = "library"
urlpatterns = [
    path("contents/", views.contents, name="contents"),
    path("contents/new/", views.content_new, name="content_new"),
    path("contents/<uuid:public_id>/", views.content, name="content"),
]
