from alignment.library.models.contents import Content, ContentQuerySet
from alignment.library.models.requests import ContentRequest
from alignment.library.models.versions import ContentVersion, Held, Remake

__all__ = [
    "Content",
    "ContentQuerySet",
    "ContentRequest",
    "ContentVersion",
    "Held",
    "Remake",
]
