"""Facets of the list of projects: what they are, what each project has of them, how many."""
