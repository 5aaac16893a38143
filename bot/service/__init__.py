"""The postman: inbox -> turn -> commit -> answer. One line of waiting messages per person, answered in order.

The recipe for every inbound:
1. take: a push channel's raw update is on the disk before `receive` returns, and may then be acknowledged. A passive
   channel is acknowledged by the answer itself, which comes after step 5: its write-set brings the inbox row along.
2. join: what one person typed in one breath is one event. A word of crisis waits for nothing.
3. load the session, from memory where it is the stored one.
4. turn and render; both are pure, and no transaction is open meanwhile.
5. commit: inbox, session, outbox, all or nothing. Somebody else was faster: from step 3. It was answered before: that
   answer again.
6. answer (passive), or wake the sender (push).
"""

from bot.service.lines import BURST_SECONDS, ClosedError, Service

__all__ = ["BURST_SECONDS", "ClosedError", "Service"]
