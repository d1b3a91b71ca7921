"""What the RGPD asks of who keeps data about people: how long, who asks, what is held, and why."""
