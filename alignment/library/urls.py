from django.urls import path

from alignment.library.views import contents, requests

app_name = "library"
urlpatterns = [
    path("contents/", contents.contents, name="contents"),
    path("contents/new/", contents.content_new, name="content_new"),
    path("contents/requests/", requests.requests, name="requests"),
    path("contents/requests/new/", requests.request_new, name="request_new"),
    path("contents/requests/<uuid:public_id>/take/", requests.request_take, name="request_take"),
    path("contents/requests/<uuid:public_id>/answer/", requests.request_end, name="request_end"),
    path("contents/files/<uuid:public_id>/", contents.version_file, name="version_file"),
    path("contents/own/<uuid:public_id>/", requests.remake_file, name="remake_file"),
    path("contents/own/<uuid:public_id>/adopt/", requests.remake_adopt, name="remake_adopt"),
    path("contents/own/<uuid:public_id>/decline/", requests.remake_decline, name="remake_decline"),
    path("contents/<uuid:public_id>/", contents.content, name="content"),
    path("contents/<uuid:public_id>/edit/", contents.content_edit, name="content_edit"),
    path("contents/<uuid:public_id>/version/", contents.version_new, name="version_new"),
    path("contents/<uuid:public_id>/own/", requests.remake_new, name="remake_new"),
    path("contents/<uuid:public_id>/archive/", contents.content_archive, name="content_archive"),
    path("contents/<uuid:public_id>/restore/", contents.content_restore, name="content_restore"),
    path("contents/<uuid:public_id>/review/", contents.content_review, name="content_review"),
]
