# The question and the core side by side, and what the core is for each.

core-title = Question and core
core-intro = First what you began with, beside it what it is about according to you. A good core is small and concrete, and comes from practice. It may change later.
core-question = The question
core-core = The core
core-open = Not written down yet.
core-former = until { $day }
core-former-title = Earlier
core-each = The core according to each
core-none = Nobody proposed anything yet.
core-is = This is the core of the group now.
core-say = For me the core is
core-say-hint = In a sentence or two. Everybody sees that it is yours.
core-propose = Propose
core-take = Make this the core
core-write = Write it down yourself
core-see = Question and core side by side
done-core-proposed = Your proposal is there.
done-core-proposal-changed = Your proposal was changed.
done-core-proposal-withdrawn = You took your proposal back.
done-core-taken = This is the core now. The core before it stays under "Earlier".
core-urgency = Why can this not wait?
core-hint-urgency = Write down in a few sentences what each of you notices of it. Then everybody feels the urgency.
core-hint-question = As the question came to you. The words that stand there now are kept.
core-hint-core = Small and concrete, in a sentence or two. The words that stand there now are kept.
