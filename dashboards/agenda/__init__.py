"""What the numbers bring to the meetings of both teams."""
