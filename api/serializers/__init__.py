"""What the interface says of each kind of thing. Field names are promises."""
