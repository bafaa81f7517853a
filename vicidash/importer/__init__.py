"""Imports a file of leads so that no lead is lost and none is added twice.

``add_lead`` has no key that makes a repeated request safe: the same row sent twice becomes two
leads. So a journal on disk (:mod:`~vicidash.importer.journal`) records for each row that it is
about to be sent, and the outcome:

- no entry: the row was not sent, and is sent now;
- about to be sent, with an outcome: the row is settled and never sent again;
- about to be sent, without an outcome, because this program was killed, the connection broke or no
  answer came in time: the lead may exist or not. It is **looked up before it is sent again**.

The look-up searches the leads with the row's number, and has to recognize the row's own: an older
lead with the same number, or an identical row of the file, must not be mistaken for it. So each row
has a **marker** in a field that the dialer stores and returns: a random word for the import and the
row's number. It is written to ``source_id``, or to ``vendor_lead_code`` if the file fills that, or
to the field that ``--marker`` names; never to a field that the file fills. Two identical rows have
two markers and become two leads; a lead with the row's marker is the row, whatever else has been
changed in it since.

A dialer may still be processing a request whose caller has given up. So a row is looked up only
some seconds after it was sent, and rows that were sent twice are looked up once more at the end; a
row that has two leads all the same is reported with both.

Without a marker (``--marker none``, or no free field) only a lead's age helps: ids grow, so a lead
with an id up to the highest one known before the row was sent is older. If no newer lead in the
list has the number, the row was not added. If there is one, it may be the row or somebody else's:
the row is *unknown*, is written to the file of rejected rows, and the exit code is not 0. Nothing
is guessed. If the dialer itself checks for duplicates (``--on-duplicate skip`` or ``update``),
sending again is safe: a lead that exists is not added.

What no importer can do with this API: recognize a row whose lead was deleted, or lost its marker or
its number, between a kill and the next run (it is added again); prevent a duplicate by a dialer
that completes a request minutes after the caller gave up (it is found and reported at the end);
coordinate two machines that import the same file (on one machine the journal is locked).

Imports only :mod:`vicidash.client`, :mod:`vicidash.formatting`, :mod:`vicidash.clock` and the
standard library; openpyxl where it is installed and the file is an Excel workbook.
"""
