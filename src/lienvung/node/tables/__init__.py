"""The register tables for other programmes: one file that GIS, spreadsheets and SQL open, or views for one role."""
