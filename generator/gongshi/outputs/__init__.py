"""What the site gives besides pages: open data, feeds, calendars, the search index, redirects and the site map."""
