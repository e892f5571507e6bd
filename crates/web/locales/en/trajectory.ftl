# The trajectory on the page.

intro-trajectory = Where you are, what belongs there, and what comes next.
intro-preparation = What you think through beforehand: force field, goal, plan and permission. To fill in and to print.
intro-roles = Who has which role, and what it asks. To print before the start.
intro-results = What you tried: what works, what does not (yet), what goes on.
trajectory-go = On to: { $phase }
trajectory-back = Back to: { $phase }
trajectory-edit = Form, length and rhythm
trajectory-hint-planned_end = A trek usually takes five to seven months.
trajectory-hint-max_members = With at most seven everybody has a good turn.
trajectory-hint-phases = Only if you want phases of your own. Put commas between them.
home-phase = You are now at: { $phase }
home-why = Why do you take part, and what do you want to reach?
home-why-line = Tell the others in a few sentences. You can always change it later.
home-why-say = Write it down
guide-hand-over = Hand over the guidance
guide-to = Who guides from now on?
guide-group = The group goes on by itself
guide-give = Hand over
guide-until-when = Until when?
guide-hint = Whoever guides gets no extra rights. After this day the group guides itself.
ready-intro = Choose what fits you, and feel free to change the words. Then everybody says yes in person.
ready-propose = Propose to the group
roles-intro = This is clear to everybody before you begin. Who is not in the group gets nothing on a laptop.
preparation-intro = Fill in together what you know. It need not be finished in one go.
preparation-fill = Fill in
preparation-give = Give everybody a task
preparation-what = What does everybody do before the first meeting?
preparation-what-hint = For example: bring in a case, or watch for one shift what does work.
preparation-to-all = Give to everybody
results-empty = Nothing yet.
variety-used = { $times ->
        [one] Played once, on { $day }
       *[other] Played { $times } times, the last time on { $day }
    }
rounds-plan = Put these rounds on the calendar
hint-promise = For example: time to take part, room to try something, not asking about cases.
trajectory-hint-context_tags = Where you work or learn together. For example: team, school, onboarding. With commas between them.
