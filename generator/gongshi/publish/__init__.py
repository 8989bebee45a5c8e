"""From pages to a site on disk: shells, staging, manifest, swap."""
