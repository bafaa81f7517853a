"""What `add_lead` and `update_lead` share: scheduling a callback, and saying what became of it."""

from vicidash.demo.answers.request import Request
from vicidash.demo.callbacks import Callback, moment
from vicidash.demo.leads import Lead


def add_callback(request: Request, lead: Lead) -> str:
    """Schedule a callback for a lead. A time that is none is stored all the same."""
    world, function = request.world, request.function
    campaign_id = request.word("campaign_id")
    if campaign_id not in world.campaigns:
        reason = "SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID"
        return f"NOTICE: {function} {reason} - {lead.lead_id}|{campaign_id}\n"
    kind, user, user_group = "ANYONE", "", ""
    if request.text("callback_type") == "USERONLY":
        kind, user = "USERONLY", request.word("callback_user")
        person = world.person(user)
        if person is None:
            reason = "SCHEDULED CALLBACK NOT ADDED, USER NOT VALID"
            return f"NOTICE: {function} {reason} - {lead.lead_id}|{campaign_id}|{user}|{kind}\n"
        user_group = person.user_group
    callback = Callback(
        lead_id=lead.lead_id,
        list_id=str(lead.list_id),
        campaign_id=campaign_id,
        callback_time=callback_time(request),
        recipient=kind,
        user=user,
        user_group=user_group,
        lead_status=request.word("callback_status")[:6] or "CALLBK",
        comments=request.text("callback_comments").replace("+", " "),
        entry_time=world.zone.stamp(world.now),
    )
    world.callbacks.add(callback)
    return f"NOTICE: {function} SCHEDULED CALLBACK ADDED - {_told(callback)}\n"


def change_callback(request: Request, lead: Lead) -> str:
    """Change the callback that a lead has, in what was sent."""
    world = request.world
    sent = {
        "callback_time": callback_time(request),
        "lead_status": request.word("callback_status")[:6],
        "campaign_id": request.word("campaign_id"),
        "list_id": request.digits("list_id_field"),
        "recipient": request.text("callback_type"),
        "comments": request.text("callback_comments").replace("+", " "),
        "user": request.word("callback_user"),
    }
    changes = {name: value for name, value in sent.items() if value}
    if not changes:
        reason = "SCHEDULED CALLBACK NOT UPDATED, NO FIELDS SPECIFIED"
        return f"NOTICE: update_lead {reason} - {lead.lead_id}|\n"
    world.callbacks.update(lead.lead_id, world.zone.stamp(world.now), changes)
    told = [
        str(lead.lead_id),
        *(
            sent[name]
            for name in ("campaign_id", "callback_time", "recipient", "user", "lead_status")
        ),
    ]
    return f"NOTICE: update_lead SCHEDULED CALLBACK UPDATED - {'|'.join(told)}\n"


def callback_time(request: Request) -> str:
    """The time that was sent, worked out where it is NOW or so many DAYS."""
    text = request.text("callback_datetime").replace("+", " ")
    return moment(text, request.world.zone, request.world.now)


def _told(callback: Callback) -> str:
    return (
        f"{callback.lead_id}|{callback.campaign_id}|{callback.callback_time}|"
        f"{callback.recipient}|{callback.user}|{callback.lead_status}"
    )
