"""How a list's look travels from page to page. Use: {% load lists %}."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from leads.lists.looks import Look

register = template.Library()


@register.simple_tag
def look_url(name: str, look: Look, *args: Any) -> str:
    """The address of a part about this list, with what the list asks."""
    given = args if name == "leads:view_keep" else (look.record, *args)
    return reverse(name, args=given) + look.address()


@register.simple_tag
def look_inputs(look: Look) -> SafeString:
    """What the list asks, as hidden fields of a form."""
    pairs = [(name, value) for name, values in look.data.lists() for value in values]
    pairs += [(name, value) for name, value in _beside(look) if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def look_kept(look: Look) -> SafeString:
    """The address of the list in a form that is posted, apart from the form's own fields."""
    return format_html('<input type="hidden" name="look" value="{}">', look.address())


def _beside(look: Look) -> list[tuple[str, str]]:
    own = "1" if look.view else ""
    return [
        ("view", look.view_key), ("own", own), ("columns", look.asked_columns), ("sort", look.sort),
    ]  # fmt: skip
