"""What the demo company promised, and what became of it; chapters of `manage.py demo`."""
