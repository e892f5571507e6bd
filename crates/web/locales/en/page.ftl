# What the page says. Plain words.

skip = Go to the content
nav-places = Where you can go
nav-home = Start
nav-notes = Notes
nav-cases = Cases
nav-experiments = Experiments
nav-findings = Findings
nav-meetings = Meetings
nav-members = Members
nav-agreements = Working agreements
nav-log = Timeline
nav-search = Search
nav-settings = Settings
nav-level = Does everyone have everything?
search-go = Search
word-and = and

page-trouble = That did not work
page-nothing-here = There is nothing here.
page-no-group = This group is not on this laptop.
page-bad-form = This form is not in order. Go back and try again.
page-disk-full = Not saved: the disk is full. Your text is still here.
page-missing = Please fill in: { $field }

status-label = Where everything is
status-alone = You are still alone in this group.
status-shared = Shared with { $names }.
status-lacking = { $count ->
        [one] { $names } does not have this yet.
       *[other] { $names } do not have this yet.
    }

start-title = My groups
start-welcome = Welcome to Kring.
start-line = Your group keeps its notes, cases and experiments here. Everything stays on your own laptops.
start-new = Make a group
start-new-line = You begin, and invite the others after that.
start-join = Join
start-join-line = Somebody gave you an invitation.
start-example = Look around an example
start-example-line = An invented group, to see how it works.

new-group-title = Make a group
new-group-name = Name of the group
new-group-name-hint = For example: Calm evenings
new-group-form = What kind of group is it?
form-intervision = We take turns bringing in a case and help each other.
form-interventure = We set out together with a question and try things.
form-action-learning = We look for a solution together by doing.
new-group-me = Your name
new-group-me-hint = So that the others see who wrote what.
new-group-make = Make the group
new-group-needs = Fill in the name of the group and your own name.

home-about = About this group
home-alone = Invite the others
home-alone-line = You are still alone. Make an invitation for somebody, and then choose the same Wi-Fi or a hotspot together.
home-follow-line = What worked, and what did not (yet)? Tell it at the next meeting.
home-next = Next meeting
home-no-next = Nothing is planned yet.
home-actions = Agreed actions
home-no-actions = No actions are open.
home-all-actions = All actions
home-changed = New since you last looked
home-nothing-changed = Nothing new from others.
home-seen = I have seen all this

intro-notes = Something you saw, thought of or want to remember. Everybody in the group can read it.
intro-cases = Something from your work that really happened and still goes on. The list shows who and which theme; only the people you choose see the file.
intro-experiments = Try something small, look, adapt, next step. It all stays in the group until you release it.
intro-findings = What you heard, saw or read: a perspective, a conversation, a visit, an existing solution.
intro-meetings = When you meet, with agenda, attendance and minutes.
new-notes = Make a note
new-cases = Bring in a case
new-experiments = Begin an experiment
new-findings = Add a finding
new-meetings = Plan a meeting

form-open = (may stay open)
form-choose = Choose
edit-title = Edit
audience = Who may see the file?
audience-hint = Only these people get the file on their laptop. You can change this later.
speaker = Who says this?
speaker-me = me

do-save = Save
do-back = Back
do-edit = Edit
do-archive = Put away
do-wipe = Wipe
do-add = Add
do-withdraw = Take back
do-done = Done
do-invite = Invite somebody
add-addition = Your addition

two-versions = Two versions. Choose one, or make one together.
pick-this = Choose this one
merged = Merged
merged-good = All good

done-saved = Saved on this laptop.
done-group-made = The group is on this laptop.

do-wipe-case = Wipe case
do-keep = Keep
do-not = No, back
do-change = change
do-print = Print
do-agree = I agree
do-retire = Drop
do-vote = I vote for this
do-unvote = Take my vote back
do-choose-case = We will treat this one
do-reopen = One more round
do-close-case = Close the case
do-withdraw-case = Withdraw the case
do-star = This surprises me
do-unstar = Take my star back
do-release = Release

wipe-case = Wipe this case?
wipe-this = Wipe this?
wipe-near = { $names }: as soon as you are connected.
wipe-away = { $count ->
        [one] { $names }: when that laptop returns.
       *[other] { $names }: when those laptops return.
    }
wipe-honest = You cannot undo this. We cannot wipe prints, photos or memories.
audience-gone = Who you take out gets nothing new. The file goes there at the next contact. What somebody read or printed we cannot take away.

level-yes = yes.
level-almost = almost, please wait.
level-had = yes. Not in sight now; last seen { $when }.
level-unseen = not yet. We cannot see this laptop now; last seen { $when }.
level-never = not yet. We never saw this laptop.
level-all = Everyone here has everything.
level-busy = Not everyone here has everything yet.
level-nobody = We see nobody now. Sharing starts by itself when you meet again.
level-hint = You see nobody, and they are here? This Wi-Fi may keep laptops apart. Turn on a hotspot on one phone and connect everybody to it.

log-earlier = Earlier

member-block = Shut this laptop out
member-block-line = Do this when a laptop is lost or stolen. We cannot take away what is on it already.
member-unblock = Let this laptop in again
member-confirm = I got a text to let a laptop in again
member-out-by = shut out by { $names }
member-about-me = Fill in about me
member-leave = Leave the group
member-leave-line = What you wrote stays with the others. We cannot make a copy on another laptop disappear.
unblock-first-line = This takes two people. Give this text to somebody else in the group.
unblock-second-line = Paste the text that you got from the other person. First ask whether the laptop is really back.
unblock-text = The text

intro-agreements = How you treat each other. Each member agrees for themselves.
new-agreement = Propose an agreement
agreed-earlier = Agreed to an earlier text
intro-actions = Who does what, and by when.
new-action = Add an action

invite-intro = Open a door for who is in this room. Choose the same Wi-Fi or a hotspot together.
invite-make = Make an invitation
invite-one = Invitation
invite-give-line = Give this text to one person. The text alone lets nobody in: you say yes first.
invite-until = Works until
invite-gone = This invitation was made earlier. Its text is no longer here.
invite-close = Close the invitation
invite-sure = Are you sure that this is the person you invited? Just ask.
invite-no = No, stop
invite-came = In now:
invite-not-yet = Kring is still starting. Try again in a few seconds.

join-intro = Join a group. Be on the same Wi-Fi or hotspot as who invites you.
join-ticket = The invitation
join-ticket-line = The text begins with kring and a digit
join-patience = One moment. Leave this window open.
join-retry = Try again
join-look = See how far it is
page-join-not-found = We do not see the laptop of the person who invites you. Choose the same Wi-Fi or a hotspot, and keep Kring open there.
page-no-network = This laptop cannot share anything now. Is the Wi-Fi on?

example-line = You get an invented group on this laptop: six people, five cases, three experiments. You may do anything in it. Nothing of it goes to anybody else.
example-name = Example: calm evenings
example-me = Me

settings-language = Language
settings-me-hint = For a next group. In a group you change your name under Members.
settings-device = This laptop is called
settings-device-hint = So that the others know which laptop is yours.
settings-home = Everything is on this laptop in

case-seen-by = This file is seen by you and:
case-seen-by-nobody = Only you see this case file.
case-your-tip = Your tip
case-add-tip = Give a tip
case-what-now = What will I do differently?
case-no-action = The presenter has not chosen anything yet.
case-add-action = This is what I will do
case-due = Tell what came of it on
case-no-follow = Not told yet.
case-add-follow = Tell what worked and what did not yet

experiment-question = The question
experiment-before = Asked before
experiment-ask = Five questions before
experiment-not-asked = Not asked before.
experiment-asked = Yes.
experiment-outcome = What came out?
experiment-release = Under the radar
experiment-release-line = This experiment stays in the group. If you release it, it may be part of the story for outside.
moment-try = Try
moment-look = Look
moment-adapt = Adapt
step-title = Step { $number }
step-saw = What I saw
step-saw-label = I saw, heard or counted
step-decide = Next step:
step-fill = Fill in more of this step
step-next = Next step

meeting-open = Open the meeting
meeting-close = Close the meeting
meeting-cancel = Does not go on
meeting-add-agenda = Add a point to the agenda
minutes = minutes
minutes-write = Write the minutes
minutes-confirm = These minutes are right
attendance-noted = noted by somebody else
attendance-times = My own times
attendance-me = I was there
attendance-from = From
attendance-to = Until

done-shut-out = The laptop is shut out. The others see that you did this.
done-let-in = The laptop is let in again.
done-left-here = You have left this group. The others hear it as soon as you are connected.
done-yes = You said yes. The other person comes in now.
done-no = You said no. Nothing was shared.
done-invitation-closed = The invitation is closed.
done-joined = You have joined. The rest is being fetched now.
done-example = Look around. You cannot break anything.
wipe-only-you = Only you have this on your laptop.
page-wrong-value = { $field } cannot be this.

join-read = Read aloud:
join-same = Are these four words also on the screen of who lets you in?
join-same-own = Does your other laptop show these four words? Are both laptops yours?
join-same-return = Does the member who brings you back see these four words?
join-no-line = If no, nothing was shared.
join-near = In the same room
join-near-line = Who invites you has a door open, with a word. Choose that word.
join-no-door-yet = We hear no open door yet. Be on the same Wi-Fi or hotspot as who invites you, and wait a moment.
join-far = From far away
join-look-again = Look again
join-door-gone = This door is not open any more. Choose another one, or ask for a new door.
join-stopping = Stopping. Nothing is shared.
guest-own-laptop = Your other laptop ({ $device }) wants in.
guest-return = { $name } wants to come back on a new laptop ({ $device }). Do you know the voice or the face?
guest-same = Does { $name } see the same four words?
guest-same-own = Does that laptop show the same four words?
invite-skip = Yes, without comparing the words
invite-door = The door is open
invite-door-line = Everybody in this room chooses Join and then this word. Each gets four words of their own.
invite-door-own = On your other laptop choose Join and then this word.
invite-door-return = { $name } chooses Join on the new laptop and then this word. Then a second member does the same.
invite-door-until = Open until
invite-door-close = Close the door
invite-open-door = Open a door
invite-far = Somebody far away
invite-far-line = For who is not in this room: make an invitation as text and as a picture.
invite-qr = The invitation as a QR code
member-add-laptop = Add another laptop of mine
member-bring-back = Lost every laptop? Bring back
member-returned = came back
guest-new = { $name } wants to join, on { $device }.
join-second-door = One member said yes. Another member must say yes too. Ask a second member to press Bring back under Members, and choose the word of that door here. Leave this open.
