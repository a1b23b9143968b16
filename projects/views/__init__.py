"""The public pages of projects, their results, lessons and commitments."""
