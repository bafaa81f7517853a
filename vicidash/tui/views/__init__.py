"""The views, and the dialogs that they open.

A view is a :class:`~.view.View` with the parts that it needs. Each part is a mixin with one kind of
keys (its ``action_…`` methods) and with what it must know from the view to obey them (its abstract
methods). All parts stand on :class:`~.looking.Looking`, which reaches the supervisor, the theme and
the dialogs::

    Looking                     what every part may ask of the whole
    ├── Going, Alarming         from view to view; the alert line         ── both in View
    ├── Moving                  the cursor of a table
    │   ├── Ordering            by which column it is sorted
    │   ├── Filtering           what is typed narrows it
    │   └── FloorTables         the two tables of the floor
    │       ├── Narrowing       the filter there (with Filtering), the campaign chosen
    │       ├── Marking         agents that are marked
    │       └── Pointing        whom a key is for
    ├── Paging                  scrolling a page of text
    ├── Acting                  what is done to agents
    ├── Steering                what is done to a campaign
    ├── Finding                 what is asked about leads
    └── LeadActing, ListeningBack   what is done to a lead, to a recording

    floor       Marking Pointing Narrowing Ordering Acting Steering
    queues      Ordering
    campaign    Paging Steering
    agent       Moving Acting
    leads       Ordering Finding LeadActing ListeningBack
    alerts      Ordering Filtering
    audit       Ordering Filtering

``View`` comes first among the bases: Textual follows the first one for its style sheet. So what a
part does in place of ``View`` (``action_clear``) the view itself has to say.
"""
