"""Reading leads for pages, one module per subject."""
