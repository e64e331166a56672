"""An app that offers a work slow enough to be killed in the middle."""
