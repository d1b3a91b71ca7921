"""The learned score: which facts raise or lower the odds of a lead, and how sure that is."""
