# Evidence and stage: what the group shows to others.

evidence = Evidence and stage
intro-evidence = Proof for your register, reports, the story for the stage, and how it is going. To print or to keep.
evidence-first-look = You first see what is in it and what is not. Only then you keep it.
evidence-show-others = Show to others
evidence-of-me = Of me
evidence-of-meetings = Who was there?
evidence-of-group = Of the group
evidence-no-meetings = No meeting has been closed yet.

evidence-attendance = Attendance list
evidence-attendance-title = Attendance list of meeting { $number }
evidence-proof = Proof of participation
evidence-proof-line = Dates, times and names. Nothing about the content. With the signatures of those who were there.
evidence-report = Peer consultation report
evidence-report-line = One part about the meetings, and one part in your own words.
evidence-reflections = Reflection form
evidence-reflections-line = Your shared reflections, each in three dimensions.
evidence-portfolio = My hours
evidence-portfolio-line = All your hours in all your groups on this laptop. Also for a spreadsheet.
evidence-evaluation = Evaluation report
evidence-evaluation-line = For those involved. Without saying who said what.
evidence-evaluation-under = For those involved. The words stand here without a name.
evidence-story = Story for the stage
evidence-story-line = Only with what was released, and with those who said yes.
evidence-progress = How this group is doing
evidence-progress-line = Numbers, the phase, and what people released. For whoever asks how it is going.
evidence-progress-under = Only numbers, the phase, and what people released themselves.
evidence-overview = Overview of groups
evidence-overview-under = { $count ->
    [one] Of one group.
   *[other] Of { $count } groups.
}
evidence-overview-choose = Progress files
evidence-overview-line = Choose the progress files of all groups at once. You get one page.
evidence-overview-make = Make the overview

evidence-file-attendance = attendance-list
evidence-file-proof = proof-of-participation
evidence-file-report = consultation-report
evidence-file-reflections = reflection-form
evidence-file-portfolio = my-hours
evidence-file-evaluation = evaluation-report
evidence-file-story = story
evidence-file-progress = progress
evidence-file-overview = overview

evidence-who-title = Who is in this?
evidence-named = By name: { $names }.
evidence-words-of = Words without a name of: { $names }.
evidence-nobody = Nobody is in it by name.
evidence-out-title = What is not in it
evidence-out-released = “{ $what }” is about “{ $about }”. That was not released.
evidence-out-unknown = “{ $what }” is about something that was not released, or is not here.
evidence-out-names = “{ $what }” names { $about }, who did not say yes (yet).
evidence-out-quotes = “{ $what }” repeats words of “{ $about }”. Those stay in the group.
evidence-out-consent = { $what } is not named: they did not say yes (yet).
evidence-out-quote = A quote of { $about } that was not released.
evidence-out-private = “{ $what }”: only on this laptop, not shared.
evidence-out-times = { $about }: we do not know the times of { $what }.
evidence-out-minutes = The minutes and the agenda of the meetings: those are the group's.
evidence-out-few = The average: fewer than three people gave a number.
evidence-out-opened = The group { $what }: it could not be opened.
evidence-unchecked = Nobody ticked that there are no names in the story. Read it once more.

evidence-from-day = From
evidence-until-day = Until
evidence-show-period = This period
evidence-period-name = Period
evidence-period = { $from } until { $until }
evidence-from = from { $from }
evidence-until = until { $until }
evidence-keep = Keep as a file
evidence-keep-csv = Keep for a spreadsheet
evidence-keep-progress = Keep the progress file

evidence-sign-line = Whoever was there signs it: the day, the times and the names, not the content.
evidence-sign = I was there, this is right
done-signed = Your signature is under it.
done-minutes-signed = You confirmed the minutes, and signed who was there.
evidence-not-there = You are not in this list, or your times are not known. First fill in at the meeting when you were there.
evidence-not-over = This meeting has not been closed yet.
evidence-bad-file = This is no progress file of Kring.
evidence-newer-file = This file was made with a newer Kring. Update Kring and try again.
evidence-too-many = These are too many files at once.
evidence-no-file = First choose one or more progress files.

evidence-there = Present
evidence-times = From – to
evidence-meeting-times = Meeting
evidence-my-times = I was there
evidence-said-by = Confirmed
evidence-own = on own laptop
evidence-noted = noted by somebody else
evidence-signature = Signature
evidence-guide = Guide
evidence-guide-registers = Register of the guide
evidence-group = Group
evidence-registers = Register
evidence-together = Together
evidence-sum = { $minutes } minutes = { $hours } hours
evidence-hours = Hours
evidence-others = With
evidence-role = Role
evidence-guided = guide
evidence-took-part = participant
evidence-methods = Method
evidence-themes = Theme
evidence-own-case = Own case
evidence-yes = yes
evidence-who = Present
evidence-people = Participants
evidence-joint = Joint part
evidence-personal = Personal part
evidence-no-reflections = No shared reflection in this period yet.
evidence-reflection-of = Reflection of { $date }
evidence-about-meeting = About the meeting of
evidence-technical = Professional
evidence-normative = Values and norms
evidence-dimension-personal = Personal
evidence-secrecy = I agree to the group's agreement about confidentiality.
evidence-check-register = Check the current demands of your register.
evidence-signed = Digitally signed
evidence-signed-line = Everybody signed on their own laptop for the day, the times and the names. Anybody with Kring can check it, also without internet: kring verify, followed by this file. Only what stands between the dashes is signed.
evidence-signed-by = { $date }: signed by { $names }.
evidence-not-signed-by = Not signed yet by { $names }.
evidence-unsigned = { $date }: not signed yet.
evidence-sort = Sort
evidence-with = With
evidence-strengths = What is strong
evidence-weaknesses = What is weak
evidence-goal = In how far was the goal reached?
evidence-rating = On average
evidence-of-five = { $number } of 5
evidence-on = How it goes on
evidence-decision = Decision
evidence-quotes = Quotes
evidence-told-by = Told by { $names }
evidence-meeting = Meeting
evidence-meetings = Meetings
evidence-attendance-each = Present, each time
evidence-phase = Phase
evidence-signal-core_faster = Faster at the core
evidence-signal-insight_in_ways_of_working = Insight in each other's work
evidence-signal-insights_used_at_work = Used at work
evidence-signal-energy_and_joy = Energy and joy
evidence-material = What the story can draw on
evidence-material-line = This was released. It is not in the story by itself.
evidence-material-experiment = Experiment
evidence-material-lesson = Lesson
evidence-material-note = Note
evidence-material-finding = Finding
evidence-material-quote = Quote

evidence-made = Kept: { $path }
evidence-look-first = To keep it, add --out FILE.
evidence-overwrite = There is something at { $path } already. Replace it?
evidence-no-rows = This has no rows for a spreadsheet.
evidence-no-rows-hint = These do: kring export portfolio --csv, or kring export attendance MEETING --csv
evidence-not-here = This is not there, or not on this laptop.
evidence-export-what = Say what you want to keep: a folder for everything, or one of the words.

verify-nothing = There is nothing in this file that was signed with Kring.
verify-broken = The signature does not fit what it says.
verify-broken-hint = The file was changed, or did not come over whole. Ask for a new one.
verify-unsigned = There is a list in this file under which nobody put their signature.
verify-meeting = { $date }, { $start } – { $end }
verify-signed = signed
verify-not-signed = not signed
verify-good = { $count ->
    [one] The signatures are right, under one meeting.
   *[other] The signatures are right, under { $count } meetings.
}
verify-only-this = Only what stands here is signed. Compare it with what is on paper.
verify-whose = Whoever signed, also said of the others who they are. Whether everybody really exists, this file cannot show.
