"""What happens by itself: who gets a lead, and what follows when something happens to it."""
