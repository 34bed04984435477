"""Records of any register as files: csv, xlsx, GeoJSON, JSON Lines, a Frictionless data package, a data dictionary."""
