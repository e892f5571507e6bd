# What the program says. Plain English.

help-usage = Usage:
help-command = COMMAND
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-global = For every command

ask-yes-or-no = { "[" }y/n]
ask-not-done = Nothing was done.
ask-nobody = An answer is needed here: { $question }
ask-nobody-hint = Run the command in a terminal window, or add --yes.
ask-my-name = What is your name?
ask-block = Block { $name }? This laptop gets nothing any more. Everybody sees that you did this.
ask-unblock = Let { $name } in again?
ask-leave = Leave { $name }? Everything of the group goes from this laptop as soon as somebody else knows, your own notes about it too.
ask-let-in = { $name } wants to join, on { $device }. Read aloud: { $words }. Does { $name } see the same four words?
ask-release = This experiment is then no longer under the radar. Go on?
ask-wipe = Wipe "{ $title }"? These laptops wipe it as soon as you are connected: { $others }. You cannot undo this. We cannot wipe prints, photos or memories.

word-saved-here = Saved on this laptop.
word-blocked-here = It stays here: this laptop is blocked, so nobody receives it. When you are let in again, it goes along after all.
word-nothing-here = There is nothing here yet.
word-this-laptop = this laptop
word-laptop-of = laptop of { $name }
word-nobody = nobody else
word-i-help = I will help.

name-case = Case { $code }
name-meeting = Meeting { $code }, { $date }
name-note = Note
name-experiment = Experiment
name-finding = Finding
name-evaluation = Evaluation
name-story = Story for the stage

kind-group = group
kind-note = note
kind-meeting = meeting
kind-case = case
kind-experiment = experiment
kind-finding = finding
kind-evaluation = evaluation
kind-story = story
kind-private = only for you

log-cut = These are the newest { $count } lines. With --since or an item you see the rest.
list-wiped = wiped
list-not-here = not on this laptop
list-theme-only = (theme { $theme }; you do not have this file)
list-additions = Additions
list-agenda = Agenda
list-sessions = Sessions
list-extra_minutes = Extra minutes
list-examples = Examples
list-values = Values
list-answers = Answers
list-cards = Cards
list-insights = Insights
list-process_notes = About our process
list-help_question_history = Earlier help question
list-questions = Questions
list-core_statements = Core statements
list-observations = Observations
list-advice = Tips
list-success_factors = Success factors
list-already_tried = Already tried
list-allies = Allies
list-forces = Forces
list-chosen_actions = What I will do differently
list-follow_ups = Follow-ups
list-group_lessons = What I take with me
list-rounds = Rounds
list-steps = Steps
list-explanations = Explanations
list-works = This works
list-not_yet = This does not work yet
list-behaviours = Other behaviour
list-lessons = Lessons
list-counts = Counts
list-strengths = Strong points
list-weaknesses = Weak points
list-quotes = Quotes
list-sections = Sections
list-core_proposals = The core according to each
list-core_history = Earlier core
list-satisfied_when = Satisfied when
list-phase_log = Phases
list-stakeholders = Stakeholders

added-action = Action added
added-addition = Addition added
added-agenda-item = Agenda item added
added-agreement = Working agreement proposed
added-case = Case "{ $title }" offered
added-chosen-action = Step added
added-core-proposal = Your core is added
added-core-statement = Core statement added
added-count = Counted
added-experiment = Experiment "{ $title }" begun
added-explanation = Explanation added
added-finding = Finding added
added-follow-up = Follow-up added
added-meeting = Meeting on { $date } planned
added-note = Note "{ $title }" added
added-observation = Observation added
added-question = Question added
added-round = Round begun
added-step = Step added
added-tip = Tip added
added-to-case = Added to the case
added-to-experiment = Added to the experiment

done-action = The action is done.
done-agenda-removed = The agenda item is taken off.
done-agreement-agree = You agreed to this working agreement.
done-agreement-retire = The working agreement is retired. You can still read it.
done-answered = The answer is added.
done-archived = Put away. It is not gone.
done-unarchived = It is back in the list.
done-put-back = Put back. It is a new change; nothing is gone.
done-attended = The attendance is noted.
done-audience-added = Who is added gets the file as soon as you are connected.
done-audience-removed = Who is taken out gets nothing new. The file goes there at the next contact. What was read already, we cannot undo.
done-blocked = { $name } is blocked.
done-unblocked = { $name } is let in again.
done-case-chosen = The group will treat this case.
done-case-closed = The case is closed.
done-case-withdrawn = The case is withdrawn.
done-case-wiped = The case is wiped on this laptop. The list says: wiped.
done-checked = The questions beforehand were asked.
done-decided = The decision is added.
done-device-named = This laptop has a name.
done-edited = Changed.
done-help-offered = The other sees that you help.
done-left = You left { $name }.
done-left-told = Somebody else knows. What the group kept here is gone from this laptop.
done-left-honest = Nobody knows yet. Let this laptop share once more ("kring sync"), then everything here goes.
done-man = The manual is in { $path }.
done-may-not-share = This may not be shared outside the group.
done-may-share = This may be shared outside the group.
done-meeting-cancel = The meeting does not take place.
done-meeting-close = The meeting is closed.
done-meeting-open = The meeting is open.
done-session-stopped = The session has stopped. What was written stays.
session-none = There is no session in this meeting.
session-none-hint = Begin one with "kring session start".
session-no-method = We do not know the method "{ $name }".
session-no-method-hint = "kring method list" shows which there are.
session-no-question = "{ $name }" is not asked in this step. This is:
session-part = "{ $value }" must look like this: name=text.
session-empty = Add an answer.
session-shown = Everybody who may see this, sees it now.
session-waits = It stays on your laptop until the step has ended. Then the others see it by themselves.
session-private = Only you see this.
session-over = This session is over.
session-left = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left.
session-time-over = The time for this step is over.
session-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
session-sealed = { $count ->
    [one] 1 answer is ready
   *[other] { $count } answers are ready
}. You see them when the step has ended.
session-yours-wait = { $count ->
    [one] 1 answer of yours waits
   *[other] { $count } answers of yours wait
} for the end of the step.
session-changed = This differs from what was fixed during the step.
done-merged = Changed, and merged with what others wrote meanwhile.
done-minutes-appended = The minutes are longer now.
done-minutes-confirmed = You confirmed the minutes.
done-moved = The agenda item is moved.
done-outcome = The outcome is added.
done-phase = The group is in another phase.
done-released = The experiment is released.
done-settled = Good: the text is no longer marked as merged.
done-starred = You gave a star.
done-unstarred = The star is gone.
done-tip-chosen = The choice is with the tip.
done-tip-withdrawn = The tip is withdrawn.
done-unchanged = Nothing was changed.
done-voted = Your vote counts.
done-vote-taken-back = Your vote is taken back.
done-wiped = This is wiped on this laptop.
done-wiped-honest = "kring status" shows which laptops did not wipe it yet.

show-undecided = { $field }: { $count } versions. Choose, or make one together.
show-choose = Choose with { $option }
show-merged = Merged: { $text }
show-settle = Say "good" with { $option }
show-entered-by = { $typist }, on behalf of { $name }
show-filled-in-by = { $value } (entered by { $name })
show-wiped = This is wiped. It does not come back.
show-not-here = This file is not on this laptop. Only the presenter can add you.
show-open-follow-ups = Follow-up
show-follow-up-of = { $case }, by { $name }
show-skipped = not done { $count } times

search-nothing = Nothing found.

member-blocked-by = { $name } (blocked by { $by })

new-made = The group "{ $name }" is on this laptop.
new-next = Invite somebody with "kring invite".

join-looking = Looking for the laptop of who invites you.
join-waiting = One moment: somebody there lets you in.
join-receiving = You are in. Everything is being fetched.
join-done = You joined "{ $name }".
join-next = Leave "kring run" on to share and fetch.
join-damaged = This ticket is not complete or damaged.
join-other-version = This ticket belongs to another version of Kring.
join-expired = The time of this ticket is over.
join-used = This ticket was used or withdrawn.
join-unknown = Who invites you does not know this ticket.
join-burnt = This invitation was closed after three wrong tries. Ask for a new invitation.
join-declined = The person who invites you said no. Nothing was shared.
join-unanswered = There was no answer.
join-busy = Somebody is coming in with this ticket right now.
join-not-found = We cannot see the laptop of who invites you.
join-not-found-hint = Choose the same Wi-Fi or a hotspot, and leave "kring invite" open there.
join-already = This laptop is in this group already.
join-name = A name is empty or too long.
join-lost = The connection was lost.
join-invalid = What the other laptop sent is not in order. Nothing was kept.
join-elsewhere = The other laptop could not add you.
join-ticket-hint = Ask for a new ticket.
join-again-hint = Try once more with the same ticket.

invite-give = Give this ticket to one person. It works until { $until }. Leave this open until that person is in.
invite-many = The group has { $count } members already. That is fine; a small group talks more easily.
invite-came-in = { $name } is in.
invite-declined = You said no. Nothing was shared.
invite-expired = The time of the ticket is over.
invite-stopped = The door or ticket is closed.
invite-too-many = Too many invitations are open already.
invite-minutes = A ticket is good for at least { $least } minute and at most { $most } minutes.
invite-nobody-listens = Kring is not on here, so nobody could come in with this ticket.
invite-nobody-listens-hint = Start "kring run" first, or leave out --no-wait.
invite-nobody-waits = Nobody is waiting.
invite-answered = Your answer is given.
invite-withdrawn = The ticket is withdrawn.
invite-no-such = There is no such open ticket.

run-begun = Kring is on for "{ $name }". Sharing and fetching go by themselves. Stop with Ctrl-C.
run-ended = Kring is off. Everything is saved on this laptop.

event-connected = { $name } is here.
event-disconnected = { $name } is not here any more.
event-unreachable = { $name }: { $why }
event-level = { $name } has everything.
event-came-in = { $name } is new in the group.
event-asked = { $name } wants to come in, on { $device }.
event-asked-hint = Answer with "kring invite --answer".
event-burnt = A ticket was closed: three times a wrong secret.

sync-looking = Looking for the others.
sync-level = Everyone here has everything.
sync-not-level = Not everyone here has everything yet.

leave-sharing = First we share what you still had.

sync-alone = We see nobody of the group now. Sharing starts by itself when you meet again.

status-told-blocked = This laptop is blocked. So says the laptop of: { $names }. What you write stays here until you are let in again.
wiped-on = wiped on { $done } of { $of } laptops; not wiped yet on: { $names }
status-this = this laptop
status-level = has everything (last met { $met })
status-ahead = has something that is not here yet (last met { $met })
status-unmet = never met
status-unmet-since = did not confirm anything yet (last met { $met })
status-blocked = blocked
status-gone = left the group
status-left = { $name }: left the group
status-closing = Closing words: { $words }
status-not-wiped = "{ $title }": { $waits }

why-never-seen = we did not see this laptop on this network yet
why-no-answer = this laptop does not answer where we saw it last
why-blocked = this laptop is blocked there
why-not-known-there = that laptop does not know yet that you are a member
why-older-version = that laptop has an older version of Kring; update that one
why-newer-version = that laptop has a newer version of Kring; update this one
why-other-version = that laptop has another version of Kring; update both
why-breach = that laptop sends what is not in order; we leave it alone
why-refused = that laptop ended the connection

net-taken = Kring is on already for this group, in another window.
net-taken-hint = What you do here is shared by that other window.
net-no-endpoint = This laptop cannot listen on the network: { $cause }
net-no-endpoint-hint = See whether another Wi-Fi or hotspot works.
net-store = Sharing stopped: { $cause }

doctor-looking = Everything is being checked.
doctor-rebuilding = The lists are being made anew.
doctor-broken-file = The file of this store is broken. Make it anew with "kring doctor --rescue".
doctor-no-rescue = The file of the store is whole; there is nothing to rescue.
doctor-rescued = Made anew from { $records } readable pieces; { $lost } could not be read. The broken file is kept: { $path }
ask-rescue = The store is broken. All that can still be read goes into a new file; we keep the old one. Go on?
status-differs = "{ $title }" looks different at { $name }. Compare together what it says; "kring doctor" tells more.
status-damaged = { $count ->
        [one] 1 piece on this laptop is damaged. We fetch it again as soon as we meet somebody.
       *[other] { $count } pieces on this laptop are damaged. We fetch them again as soon as we meet somebody.
    }
doctor-sound = Everything is in order.
doctor-broken = Not everything is in order. What is missing is fetched from the others as soon as you are connected.
doctor-damaged = Something in the store is damaged: { $table }
doctor-damaged-page = "{ $title }" is partly damaged here; we fetch it again.
doctor-resting = "{ $title }": entry { $number } of { $name } does not count: { $why }
doctor-forked = "{ $title }": the laptop of { $name } wrote two stories under one number. Both are kept.
doctor-clock = "{ $title }": the clock of { $name } was far ahead.
doctor-unfinished = "{ $title }" is not wiped to the last bit yet; that happens at the next start.
doctor-draft = Here is a text that was not saved: { $path }

resting-byte-rule = it does not fit the form
resting-after-refused = it builds on something that does not count
resting-unknown-kind = it is of a newer version
resting-same-actor = two writers have one name
resting-too-much = this is more than one person writes; the rest is kept and not shown
resting-too-many-logs = this laptop began anew too often
resting-losing-branch = it is in a second story of this laptop
resting-waiting = it waits for something that is not here yet
resting-rights = it changes what is somebody else's
resting-crash = the program fell over it three times
resting-after = it builds on something that is set aside
resting-set-aside = it is set aside

export-writing = Everything is being written.
export-plain = These files are not encrypted. Whoever has them can read everything.
export-taken = There is something in { $path } already.

import-saving = Everything is being saved.
import-unreadable = { $path } cannot be read: { $cause }
import-too-big = { $path } is too big: at most { $cap } kB.
import-too-long = { $path } is too long for one note: at most { $cap } characters.
import-too-deep = { $path } lies too deep: at most { $cap } folders inside each other.
import-too-many = There is too much in { $path }: at most { $cap } files.
import-circle = { $path } leads back to itself in a circle.
import-no-text = { $path }, line { $line }: this is not readable text.
import-no-text-hint = Save the file as UTF-8. Nothing was taken in.
import-refused = { $path }, { $place }: { $cause }.
import-refused-hint = Nothing was taken in. Mend the file and try again.
import-at-file = the whole file
import-at-line = line { $line }
import-at-part = at { $part }
import-wrong-size = it is too big, at most { $cap } kB
import-wrong-json = this is not JSON, or too much stands inside each other
import-wrong-cut = the file ends here too early
import-wrong-schema = this is not the file of an example group
import-wrong-text = this should be text
import-wrong-list = this should be a list
import-wrong-named = this should be names with values
import-wrong-words = this should hold words only
import-wrong-one = this should be one value
import-wrong-number = this should be a whole number
import-wrong-missing = { $part } is missing
import-wrong-date = { $part } is not a date
import-wrong-field = this part is not known
import-wrong-members = there are no members in it
import-wrong-member = "{ $id }" is not a member
import-wrong-nothing = nothing in the file is called "{ $id }"
import-wrong-id = this id is not right or stands twice
import-wrong-value = this cannot stand here
import-who = Which of these members are you?
import-who-hint = Say it with --as.

unblock-not-blocked = This laptop is not blocked.
unblock-damaged = This text is not complete or damaged.
unblock-give = Give this text to another member, who runs: kring member unblock --confirm TEXT

settle-nothing = Nothing was merged here.

usage-no-such-command = There is no command { $name }.
usage-no-such-option = There is no option { $name } here.
usage-no-such-field = There is no field { $name } here.
usage-field-value = Write the field, an = and the value, not: { $given }
usage-missing = Something is missing: { $name }
usage-conflict = { $name } and { $other } do not go together.
usage-value-missing = { $name } needs a value.
usage-bad-value = "{ $value }" does not fit { $name }. For example:
usage-not-utf8 = This command holds characters that cannot be read.
usage-not-understood = We do not understand this command.
usage-did-you-mean = Do you mean { $name }?
usage-see-help = Put --help after the command for an explanation.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

doctor-pages = Checked: { $pages } pages, { $entries } entries.
export-done = Written to { $path }, number of files: { $count }.
show-new-tips = { $count ->
        [one] 1 new tip since closing
       *[other] { $count } new tips since closing
    }
import-notes = { $count ->
        [one] 1 note taken in.
       *[other] { $count } notes taken in.
    }
import-played = { $count ->
        [one] 1 act done.
       *[other] { $count } acts done.
    }
import-alone = { $count ->
        [one] 1 act done, in your name.
       *[other] { $count } acts done, in your name. What somebody else said has that name before it.
    }
import-waiting = { $count ->
        [one] 1 act waits for the others. Share, then do this again.
       *[other] { $count } acts wait for the others. Share, then do this again.
    }
export-left-out = { $count ->
        [one] 1 thing stayed here: under the radar or sensitive. With --all it goes too.
       *[other] { $count } things stayed here: under the radar or sensitive. With --all they go too.
    }
doctor-differs = "{ $title }" looks different on the laptop of { $name }, though you hold the same. Update Kring on both laptops.
doctor-too-many-pages = { $name } opened more than one person writes: { $count } pages are kept and not shown.
doctor-too-much-written = { $name } wrote more in "{ $title }" than one person writes: what comes on top is not kept.
doctor-waiting = { $count ->
        [one] 1 statement waits for another.
       *[other] { $count } statements wait for others.
    }
doctor-unknown = { $count ->
        [one] 1 statement is of a newer version.
       *[other] { $count } statements are of a newer version.
    }
doctor-rebuilt = { $pages ->
        [one] 1 page made anew.
       *[other] { $pages } pages made anew.
    }
status-behind = { $count ->
        [one] lacks 1 page (last met { $met })
       *[other] lacks { $count } pages (last met { $met })
    }
status-apart = { $count ->
        [one] lacks 1 page and has something that is not here yet (last met { $met })
       *[other] lacks { $count } pages and has something that is not here yet (last met { $met })
    }

open-begun = Kring is on. Sharing goes by itself as long as this is open. Stop with Ctrl-C.
open-again = Kring was on already: there is a new tab.
open-by-hand = No browser was found. Open this file in a browser yourself:
open-elsewhere = Another window of Kring is just opening or closing.

ask-own-laptop = Your other laptop ({ $device }) wants in. Look there: { $words }. Does it show the same four words?
ask-return = { $name } wants to come back on a new laptop ({ $device }). Do you know the voice or the face? Read aloud: { $words }. Are these four words there as well?
ask-which-door = Which door? Open now: { $doors }.
ask-second-door = Which word does the second member's door have?
ask-same-words = Read aloud: { $words }. Are these four words also on the screen of who lets you in?
ask-same-words-own = Look: { $words }. Does your other laptop show these four words, and are both laptops yours?
ask-same-words-return = Read aloud: { $words }. Does the member who brings you back see these four words?

invite-door = Door: { $word }
invite-door-line = Who is in this room chooses Join (or "kring join") and then the door { $word }. Each gets four words of their own. The door closes when you stop.
invite-done = The door is closed. Who you let in takes part.
invite-door-over = Nobody came. The door is closed again.
invite-door-burnt = The door was closed: the words differed thirty times. Somebody in the room is in the way. Make an invitation for one person.
door-differed = At your door the words differed three times. That laptop cannot come in here any more; the door stays open for the others. Mind who is in the room. If you do not trust it, make an invitation for one person.
invite-return-self = You cannot bring yourself back.
invite-return-self-hint = Do you still have a laptop in the group? Use "kring invite --laptop" there. Else another member does this.

join-listening = Listening for open doors in this room.
join-no-doors = We hear no open door in this room.
join-no-such-door = No open door with the word { $word }.
join-door-needs-person = Somebody must compare four words here before this laptop goes in.
join-words = Your four words: { $words }. Read them out if who invites you asks.
join-words-differ = The words were not the same. Nothing was shared.
join-words-differ-hint = Perhaps you picked another door. Look at the door's word and try again.
join-second = One member said yes. Another member must say yes too: ask them for "kring invite --returning" with your name. Leave this open.
join-same-person = Two different members must say yes.
join-behind = The laptops of the two members are not level yet.
join-behind-hint = Let the two members share with each other first, and begin again.
join-returned = You are back as the same person. Everybody sees it. Case files of others come only once their presenter shares them with you again.
member-returned-laptop = { $name } (came back)
