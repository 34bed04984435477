"""The views: each reads one snapshot, asks a selector for the page's values, and renders them."""
