# The journey of the group, day by day.

journey-phase = phase
journey-meeting = meeting
journey-case = case
journey-experiment = experiment
journey-celebration = something to celebrate
journey-not_knowing = not knowing for a while
journey-empty = There is nothing to draw yet. As soon as there is a meeting, a case or an experiment, your journey grows here.
