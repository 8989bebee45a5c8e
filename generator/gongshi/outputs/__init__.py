"""What the site gives besides pages: the search index, open data, feeds and the site map."""
