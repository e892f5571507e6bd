# Drawings.

journey = The journey
intro-journey = Where you came along: phases, meetings, cases, experiments, and what there was to celebrate.
journey-signals = How learning goes
journey-signals-line = What you gave together, from 1 to 5. Only where at least three people gave something, and never per person.
drawing-in-words = The same in words
drawing-journey = The journey from { $from } to { $until }: { $meetings ->
    [one] 1 meeting
   *[other] { $meetings } meetings
}, { $cases ->
    [one] 1 case
   *[other] { $cases } cases
} and { $experiments ->
    [one] 1 experiment
   *[other] { $experiments } experiments
}.
drawing-today = today
drawing-lane-case = Cases
drawing-lane-experiment = Experiments
drawing-course = The course
drawing-course-open = A path with { $count ->
    [one] 1 step
   *[other] { $count } steps
}. It goes on.
drawing-course-ended = A path with { $count ->
    [one] 1 step
   *[other] { $count } steps
}. At its end: { $outcome }.
drawing-bend = adapted
drawing-fog = not knowing for a while
drawing-rest = stopped
drawing-open = to be continued
