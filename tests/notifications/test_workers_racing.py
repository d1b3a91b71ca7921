"""Two workers and the sweep at once send each delivery once; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from alignment.notifications import sending
from alignment.notifications.models import Delivery
from tests import factories
from tests.listener import listening
from tests.notifications.channels import channel, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6
LEADS = 8


def test_each_delivery_is_sent_once_whoever_is_first(settings):
    settings.OUTGOING_LOOPBACK = True
    manager = factories.person("Marc", is_manager=True)
    with listening() as server:
        row = channel(manager, server.url, topics=["lead.handed_over"])
        for _number in range(LEADS):
            factories.handed_over(to=factories.seller())
        tell_all()
        keys = list(Delivery.objects.filter(channel=row).values_list("pk", flat=True))

        def work(number: int) -> int:
            try:
                return sending.send_due() if number % 2 else sending.send_each(keys)
            finally:
                connections.close_all()

        connection.close()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))
        sent = [heard.headers["webhook-id"] for heard in server.heard]
    assert len(sent) == len(set(sent)) == LEADS
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
