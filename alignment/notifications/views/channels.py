"""Channels: set up by pasting an address, tried, switched off and on, inspected, replayed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.notifications import channels, deliveries, selectors, sending
from alignment.notifications.choices import Kind, State
from alignment.notifications.forms import ChannelForm
from alignment.notifications.models import Channel, Delivery
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Refused
from alignment.web.paging import keyset_page
from alignment.web.policies import MANAGER, allow

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
SIZE = 50


@allow(MANAGER)
@sensitive_post_parameters("address", "secret")
@read_or_post
def channel_list(request: HttpRequest) -> HttpResponse:
    """All channels; a pasted address makes a new one."""
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = channels.add(by=actor(request), **form.typed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _added(request, channel)
    return _list_page(request, form, status=400 if form.errors else 200)


@allow(MANAGER)
@sensitive_post_parameters("address", "secret")
@read_or_post
def channel(request: HttpRequest, public_id: str) -> HttpResponse:
    """One channel: what it is told, its state, its last deliveries."""
    row = get_object_or_404(Channel.objects.select_related("owner"), public_id=public_id)
    form = ChannelForm(request.POST if request.method == "POST" else None, channel=row)
    if request.method == "POST" and form.is_valid():
        try:
            channels.change(row, by=actor(request), **form.typed())
        except Refused as refusal:
            form.refuse(refusal)
            row.refresh_from_db()
        else:
            toasts.say(request, _("Saved."))
            return redirect(row)
    recent = selectors.deliveries_of(row)[:10]
    context = {"channel": row, "form": form, "deliveries": recent}
    return render(
        request, "notifications/channel.html", context, status=400 if form.errors else 200
    )


@allow(MANAGER)
@require_POST
def channel_test(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a test now and say how it went."""
    row = get_object_or_404(Channel, public_id=public_id)
    if not row.is_active:
        toasts.say(request, _("Switch the channel on first."), level=messages.WARNING)
        return redirect(row)
    delivery = sending.send_test(row)
    if delivery.state == State.SENT:
        toasts.say(request, _("The test has arrived: look at {name}.").format(name=row.name))
    else:
        text = _("The test was not taken: {answer}").format(answer=selectors.answer_of(delivery))
        toasts.say(request, text, level=messages.ERROR)
    return redirect(row)


@allow(MANAGER)
@require_POST
def channel_switch(request: HttpRequest, public_id: str) -> HttpResponse:
    """On or off, as `on` says."""
    row = get_object_or_404(Channel, public_id=public_id)
    on = request.POST.get("on") == "1"
    channels.switch(row, by=actor(request), on=on)
    text = _("{name} is on.") if on else _("{name} is off: nothing is sent to it.")
    toasts.say(request, text.format(name=row.name))
    return redirect(row)


@allow(MANAGER)
@require_POST
def channel_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete the channel with its secrets and deliveries."""
    row = get_object_or_404(Channel, public_id=public_id)
    channels.remove(row, by=actor(request))
    toasts.say(request, _("{name} is removed.").format(name=row.name))
    return redirect("notifications:channels")


@allow(MANAGER)
@require_safe
def delivery_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that was sent to the channel, newest first."""
    row = get_object_or_404(Channel, public_id=public_id)
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    found = selectors.deliveries_of(row, state)
    context = {
        "channel": row,
        "state": state,
        "states": State.choices,
        "page": keyset_page(found, order=("-id",), cursor=request.GET.get("cursor", ""), size=SIZE),
    }
    return render(request, "notifications/deliveries.html", context)


@allow(MANAGER)
@require_safe
def delivery(request: HttpRequest, public_id: str, delivery_id: str) -> HttpResponse:
    """What exactly was sent, and what came back."""
    row = _delivery(public_id, delivery_id)
    context = {
        "channel": row.channel,
        "delivery": row,
        "payload": selectors.payload_text(row),
        "is_signed": row.medium == Kind.WEBHOOK,
        "attempts_left": max(0, len(sending.RETRIES) - row.attempts),
    }
    return render(request, "notifications/delivery.html", context)


@allow(MANAGER)
@require_POST
def delivery_replay(request: HttpRequest, public_id: str, delivery_id: str) -> HttpResponse:
    """Send it once more."""
    row = _delivery(public_id, delivery_id)
    try:
        deliveries.replay(row, by=actor(request))
    except Refused as refusal:
        texts = {"channel_off": _("Switch the channel on first.")}
        text = texts.get(refusal.code, _("It is waiting to be sent already."))
        toasts.say(request, text, level=messages.WARNING)
    else:
        toasts.say(request, _("It is being sent again."))
    return redirect("notifications:delivery", public_id, delivery_id)


def _delivery(public_id: str, delivery_id: str) -> Delivery:
    rows = Delivery.objects.with_everything()
    return get_object_or_404(rows, channel__public_id=public_id, public_id=delivery_id)


def _list_page(request: HttpRequest, form: ChannelForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "channels": selectors.channel_list()}
    return render(request, "notifications/channels.html", context, status=status)


def _added(request: HttpRequest, row: Channel) -> HttpResponse:
    """A webhook's signing secret is shown here and never again."""
    if row.kind == Kind.WEBHOOK:
        return render(request, "notifications/secret_once.html", {"channel": row})
    toasts.say(request, _("{name} is set up: send a test.").format(name=row.name))
    return redirect(row)
