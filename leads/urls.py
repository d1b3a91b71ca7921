from django.urls import path

from leads.views import actions, board, queue, quick_add

app_name = "leads"
urlpatterns = [
    # Daily work
    path("leads/queue/", queue.queue, name="queue"),
    path("leads/board/", board.board, name="board"),
    path("leads/new/", quick_add.new, name="new"),
    path("leads/new/read/", quick_add.read, name="read"),
    path("leads/<uuid:public_id>/do/<slug:name>/", actions.act, name="act"),
    path("leads/<uuid:public_id>/undo/", actions.undo, name="undo"),
]
