# Help: short texts about what you do. Each at most 80 words.

guide-title = Help
guide-intro = Short explanations, and cards to print.
guide-about = What is it?
guide-doing = How do you do it?
guide-cards = Cards
guide-alone = Only this
guide-all = All help

guide-intervision-word = peer-consultation
guide-intervision-title = Peer consultation
guide-intervision =
    In peer consultation, people with similar work help each other on. Somebody brings in something that really happens and is not over. The others ask, think along and give tips, in fixed steps and limited time.
    Everybody is equal. You do not look for who is to blame. Whoever brings it in chooses what to do with it, and tells next time what worked.

guide-interventure-word = trek
guide-interventure-title = Interventure
guide-interventure =
    An interventure is a trek through your own work. A temporary group sets out with a guide and a question.
    First everybody steps in by themselves. Then you inquire: who sees what, and what is the core? After that you try something small, look, adapt and take the next step. Not knowing for a while belongs to it. At the end you share the path and the view. There is no right or wrong.

guide-action_learning-word = action-learning
guide-action_learning-title = Action learning
guide-action_learning =
    Action learning is tackling an urgent problem together, by looking well and trying something small. People who can act, who have knowledge and whose heart is in it take part.
    First see who solved this before. Then try something, look back, improve, and do it again. Stop what does not work, do more of what does. A failed attempt is worth sharing too.

guide-help_question-word = help-question
guide-help_question-title = A good help question
guide-help_question =
    With a help question you say what the group can help you with. A good one is:
    • in your own name: it is about you;
    • concrete: one moment, one talk;
    • about now: it is not over;
    • open: it begins with how or what;
    • about what you can do yourself.
    So not: "Why does that mother always call?" But: "How do I stay calm when a mother calls in anger during dinner?"

guide-anonymous-word = anonymous
guide-anonymous-title = Writing so that nobody is recognised
guide-anonymous =
    Write no names, dates of birth, addresses or telephone numbers. There are three ways:
    • leave it out, or use a letter: N.;
    • a role: the client, a colleague, a parent;
    • make it wider: a place, last month.
    Mind what stands out without a name too: a rare illness, a room, a job that only one person has. Kring points at words, on your laptop. You decide.

guide-follow_up-word = follow-up
guide-follow_up-title = Telling back
guide-follow_up =
    The next meeting begins with whoever got tips last time. You tell briefly: what did I do, what worked, what did not (yet), and what do I learn? "Not tried" is an answer too; then it stays on the list.
    That way the whole group learns. Then you say: done, or one more round.

guide-core-word = core
guide-core-title = To the core of a question
guide-core =
    A good core is concrete, from practice, and small enough to try something.
    An invented example. You began with "workload". After talks and visits you say: "In the hour after dinner all of us walk about, and residents become restless from our walking." There is something you can try tomorrow.
    Ask: who notices it, when, and by what? A core may change later.

guide-attitude-word = attitude
guide-attitude-title = How you take part
guide-attitude =
    You take part freely and as an equal. Come in openly, dare to be vulnerable, and look at your own part. Ask before you advise. What is said here stays here. You need not know; you only need to want to find out.

guide-feedback-word = feedback
guide-feedback-title = Giving and getting feedback
guide-feedback =
    Giving:
    • ask whether it suits now;
    • say what you saw or heard, without judging;
    • say what it did to you: "it made me quiet";
    • say what you would like to see, and let the other choose.
    Getting:
    • listen to the end, do not defend;
    • ask on: "when did you see that?";
    • say thanks, and choose for yourself what to do with it.

guide-open_questions-word = open-questions
guide-open_questions-title = Open questions
guide-open_questions =
    An open question begins with who, what, where, when or how. It makes the other think on.
    • What happened exactly?
    • What did you do then?
    • How did you notice?
    • What would it be like if it works?
    Careful with "why": it sounds like a reproach. And with tips dressed as a question: "Have you tried …?" Ask one question, and wait.

guide-nonviolent-word = non-violent
guide-nonviolent-title = Non-violent communication
guide-nonviolent =
    Four steps to say something difficult without attacking:
    • observation: what did I see or hear? "You looked at your phone three times."
    • feeling: what does it do to me? "I became unsure."
    • need: what matters to me? "I want to be heard."
    • request: what do I ask, small and now? "Will you put it away until the break?"
    The other may say no.

guide-dos_and_donts-word = dos-and-donts
guide-dos_and_donts-title = Do, and do not
guide-dos_and_donts =
    Do:
    • listen and ask on;
    • keep to the steps and the time;
    • let a silence last;
    • give a tip as a gift.
    Do not:
    • solve it at once;
    • say who is to blame;
    • put your own story in its place;
    • tell outside the group what you heard.

# What the group asks at a moment, and examples. All invented.

prompt-check-in = To begin, everybody in one sentence: how can I contribute best today?
prompt-well-being = One more thing, each for yourself: did this meeting give you energy? And did we dare to name differences?
experiment-who-solved = Who solved this before? Look around first, and write down what you found.
experiment-learned = What you learned before
experiment-behaviour = Which other behaviour does it ask? Of whom? And what does it take from them?
