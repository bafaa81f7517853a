"""Imports a file of leads, so that none is lost and none is added twice.

``add_lead`` knows no key that would make it safe to send a row again: the same row sent twice is
two leads. So for each row it is known, on disk, whether it was about to be sent and what came of
it (:mod:`~vicidash.importer.journal`):

- no intent: it was not sent, and is sent now;
- an intent and an outcome: it is settled, and never touched again;
- an intent and no outcome, because this program was killed, the connection broke or no answer
  came in time: it may be in or not. It is **looked up before it is sent again**.

To look, the leads with its number are searched, and one of them has to be told to be *ours*. An
older lead with the same number, or the same row standing twice in the file, must not be taken for
it. So each row carries a **marker** in a field that the dialer stores and tells: the import's own
random word and the row's number. It goes into ``source_id``, or into ``vendor_lead_code`` where
the file fills that, or where ``--marker`` says; never into a field that the file fills. Two
identical rows have two markers, and give two leads; a lead found with the row's marker is the
row, whatever else was changed in it since.

A dialer may still be busy with a request whose caller has gone. So a row is looked up only some
seconds after it was sent, and rows that were sent again are looked at once more at the end: one
that is in twice all the same is named with both its leads.

Without a marker (``--marker none``, or no field free) a lead may be told by its age: ids grow, so
one not above the highest id known at the intent is older. If no newer lead in the list has the
number, the row is not in. If one has, it may be ours or somebody else's: the row is *unknown*, is
kept with the rejected ones, and the import does not end with 0. It is never guessed. Where the
dialer itself checks for duplicates (``--on-duplicate skip`` or ``update``) sending again is safe
even so: what is there is not added.

What no importer can do with this protocol: tell a row whose lead was deleted, or robbed of its
marker or its number, between the kill and the next run (it is added again); outrun a dialer that
does a request minutes after its caller gave up (it is found at the end, and told); keep two
machines with the same file apart (on one machine the journal is locked).

Imports only :mod:`vicidash.client`, :mod:`vicidash.formatting` and the standard library.
"""
