"""Projects as activities and organisations as the IATI standard 2.03 has them."""
