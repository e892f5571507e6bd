# The history of a page, and who wrote what.

past-title = History
past-intro = What happened, the newest first. Nothing is lost: you can always see how it was.
past-look = How it was then
past-now = This is how it is now
past-then = How it was then
past-after = This is how it stood after: { $name } { $what }, { $when }.
past-back-line = If you put something back, that is a new change of yours. What stands there now stays in the history.
past-put-back = Put back
past-changed-since = Something else stands there now.
past-who-unknown = We do not know who wrote this part.
past-who-more = { $count ->
        [one] And one more part.
       *[other] And { $count } more parts.
    }
past-who-label = Who wrote this
do-unarchive = Back in the list
put-away = Put away
put-away-line = This was put away, taken back or does not go on. It is not gone.
put-away-none = Nothing was put away here.

also-chosen = Also chosen:
agenda-up = Up
agenda-down = Down
make-one = Make one of them together
make-one-label = Your sentence
merged-with = Merged from what { $names } wrote
merged-now = As it stands now
past-put-back-mine = Put back my part
log-empty = Nothing has happened yet.
