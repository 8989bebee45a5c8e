"""What is kept from build to build, so that only what an edit touches is made again."""
