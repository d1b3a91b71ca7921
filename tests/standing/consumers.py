"""Consumers for tests of the outbox: named in settings.JOURNAL_CONSUMERS."""

heard: list[int] = []
broken: set[str] = set()


def hear(event) -> None:
    """Remember the event; fail, after having written something, on verbs named in `broken`."""
    heard.append(event.pk)
    type(event).objects.filter(pk=event.pk).update(facts={"heard": True})
    if event.verb in broken:
        raise RuntimeError("a consumer that fails")
