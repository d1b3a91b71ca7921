"""Pages of leads, one module per subject; addresses in leads/urls.py."""
