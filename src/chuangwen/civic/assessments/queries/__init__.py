"""What marks say: scorecards and reasons, lists and losses over a place, shaped for pages."""
