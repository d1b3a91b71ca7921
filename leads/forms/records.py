"""What the forms of records share, under the name that this app uses."""

from alignment.web.forms import RecordForm, line, menu

__all__ = ["RecordForm", "line", "menu"]
