"""Why a drop rate is high, a queue waits, an agent is in their state: sentences made of facts."""
