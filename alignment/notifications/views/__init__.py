"""Pages: one's news and wishes, channels and their deliveries, kept mails, one-time links."""
