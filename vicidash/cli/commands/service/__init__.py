"""``vicidash serve``, and its tokens."""
