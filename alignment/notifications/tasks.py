from celery import shared_task

from alignment.notifications import deliveries, links, sending


@shared_task
def send(keys: list[int]) -> int:
    """Send these deliveries; safe to deliver twice."""
    return sending.send_each(keys)


@shared_task
def sweep() -> int:
    """Every 30 seconds: send what is due and was left by a crash, a dead broker or a pause."""
    return sending.send_due()


@shared_task
def forget() -> int:
    """Each night: delete what ended long ago."""
    return deliveries.forget_old() + links.forget_old()
