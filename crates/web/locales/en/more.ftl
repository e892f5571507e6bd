# Where one goes now and then: evaluations, stories, reflections, phase and people around, files.

nav-more = More
nav-evaluations = Evaluations
nav-stories = Stories for the stage
intro-evaluations = Look back together: what was strong, what was weak, and how do you go on?
intro-stories = Your story for others, in parts. Only with what you release.
intro-reflections = What you learned. It stays on this laptop until you share it.
new-evaluations = Begin an evaluation
new-stories = Begin a story

evaluation-answer = My answer
story-add = Add a part
story-consent-line = Everybody says for themselves whether the story may be about them too.
story-consent = I agree
story-no-consent = Rather not after all

reflections = Reflections
reflection = Reflection
reflections-own = Mine, on this laptop only
reflections-shared = Shared in the group
reflection-new = Write a reflection
reflection-keep = Keep on this laptop
reflection-open = Write on, or share
reflection-private = This is on this laptop only. Nobody else reads it.
reflection-share = Share with the group
reflection-share-line = If you share it, everybody in the group can read it. You may answer these three questions too.
done-reflection-kept = Kept, on this laptop only.
done-reflection-shared = Shared with the group.

around = People around
intro-around = Who is involved from outside, and what they promise.
around-go = To another phase
around-to = Which phase?
around-from = From which day?
intro-stakeholders = People who think along or decide. They get nothing of the group on their laptop.
new-stakeholder = Add somebody involved

export = Take along as a file
intro-export = Everything on this laptop, in one file. For your own archive, or for another program.
export-open = Mind: the file is not locked. Whoever has it can read everything.
export-stays = { $count ->
        [one] One thing stays here: an experiment under the radar or a sensitive matter.
       *[other] { $count } things stay here: experiments under the radar and sensitive matters.
    }
export-count = { $count ->
        [one] Only the group itself goes along.
       *[other] { $count } pages go along.
    }
export-markdown = To read
export-markdown-line = Text with headings (Markdown). Opens in every text program.
export-json = For a program
export-json-line = All data, with who wrote what (JSON).

page-field-audience = for whom
pick-unknown = (no longer known)
hint-from_ids = Choose what may be told: released experiments, and notes and findings that may be shared.

intro-ending = Is your trajectory over? Finish it together, and agree until when the case files stay.
ending-do = Finish the trajectory
ending-wipe = Wipe my cases now
ending-take-title = Take along what you want to keep
ending-what-title = What goes and what stays
ending-until-title = Until which day?
ending-propose = Propose another day
ending-propose-day = Case files stay until
ending-propose-hint = This day counts once everybody agrees.
ending-over = The trajectory is finished
ending-more = What stays and what goes
member-leave-own = First take along what is yours: after you leave it is no longer on this laptop.
member-take-own = Keep my own things
member-kept-back = { $name } lost every laptop and is back. Of your cases { $name } lacks { $count } now.
member-share-again = Share my cases again
done-shared = Your cases are shared again.
evaluation-whose = Whose view is this?
evaluation-whose-hint = Are you taking over a form on paper? Then choose who filled it in.
evaluation-whose-own = My own
