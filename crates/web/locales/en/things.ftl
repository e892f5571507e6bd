# Help with filling in, and names of fields as they stand in a form.

hint-title = One line by which you know it again. Use no names of clients or colleagues.
hint-help_question = What do you want help with? Begin with "I" or "how", and keep it small and concrete.
hint-situation = What happened? Write so that nobody can be recognised.
hint-tags = With commas between them
hint-theme = This is all that people see who do not have the file.
hint-risk = What can go wrong?
hint-whose = Who sees it this way? For example: a relative, the night shift
page-field-tags = tags
page-field-risk = risk
hint-case-kind = Technical: a matter of your profession. Personal: how you do it in your work. Self: only if the group is safe enough; you need not. It may also be an idea, a challenge or something difficult.
hint-case-is_real = Did it really happen, in your own work?
hint-case-is_ongoing = Is it still going on? Then you can do something with it.
hint-core = So small and concrete that you can try something tomorrow. An invented example: not "workload", but "in the hour after dinner all of us walk about, and residents become restless".
hint-context_tags = What is the group for? For example: training, workshop, network, new in the job, team meeting, coaches. With commas between them.
hint-from_findings = Who solved this before, here or elsewhere? Choose what you found.
hint-by_whom = Of whom?
hint-what_it_takes = What does it take?
case-examples = Examples of a case, invented
case-example-technical = Technical: a client does not do the exercises at home, and I do not know how to get any further.
case-example-personal = Personal: parents want to call every week about the test, and I keep saying yes.
case-example-self = Self: when my manager is short with me, I no longer dare to ask anything.
