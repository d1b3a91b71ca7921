"""Forms of the lead pages, one module per subject."""
