"""What pages that bring several parts of the portal together show."""
