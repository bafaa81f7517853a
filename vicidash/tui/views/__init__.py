"""The views: one screen for each subject, with its rows and its keys.

A view is a :class:`~.view.View`. It composes its widgets, draws them from a
:class:`~vicidash.tui.console.Frame`, and attaches controllers. A controller has ``actions``, a map
from the name of an action to its method, and a ``disabled_reason`` for each of them; it reaches
the view only through :class:`~vicidash.tui.controllers.base.ControlledView`, and gets all else as
arguments::

    every view  NavigationController AlertController LoginController PhonePrompt UndoController
    floor       FloorTables CursorKeys SortController FilterBar AgentFilter SelectionController
                AgentController CampaignController
    queues      CursorKeys SortController
    campaign    ScrollKeys CampaignController
    agent       CursorKeys AgentController
    leads       CursorKeys SortController LeadSearch LeadController RecordingController
    alerts      CursorKeys SortController FilterBar
    audit       CursorKeys SortController FilterBar

What only one view does, such as Enter on a row, is one of the view's own actions, which take
precedence over those of its controllers. Keys, clicks, the footer, the help and the palette call
:meth:`.View.action_do` with a name of the table of actions.
"""
