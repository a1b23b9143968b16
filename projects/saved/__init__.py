"""Saved searches: an address that stays, a feed, and messages to those who confirmed."""
