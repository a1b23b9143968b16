"""A selection of projects as files: CSV, XLSX and JSON, streamed however long it is."""
