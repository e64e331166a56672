"""One room an audience; all of them stand on `ui`."""
