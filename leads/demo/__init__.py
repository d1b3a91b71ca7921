"""« Ateliers Morel », a company that does not exist, with twelve months of history ending today."""

from leads.demo.building import build

__all__ = ["build"]
