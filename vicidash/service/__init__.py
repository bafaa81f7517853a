"""``vicidash serve``: one poller for many readers, over HTTP.

It needs the extra ``vicidash[serve]``. Start reading at :mod:`vicidash.service.app`.
"""
