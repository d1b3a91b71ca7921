"""One cycle of the demo, told step by step: the same fields and events as transitions write.

Rows stay in memory until `building` writes them all at once; history is no news, nobody is told.
"""

from leads.demo.story.cycle import Cycle, log
from leads.demo.story.telling import NotYet, Said, World, as_facts

__all__ = ["Cycle", "NotYet", "Said", "World", "as_facts", "log"]
