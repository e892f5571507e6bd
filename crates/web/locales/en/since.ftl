# What is new.

since-meeting = Since the last meeting
since-begun = { $names } began this.
since-wrote = { $count ->
        [one] { $names } wrote in this.
       *[other] { $names } wrote in this.
    }
since-tips = { $count ->
        [one] One new tip.
       *[other] { $count } new tips.
    }
since-more = And { $count } more in the timeline
since-together = Look at this together
since-undecided = { $count ->
        [one] Two versions stand side by side.
       *[other] Versions stand side by side in { $count } places.
    }
since-merged = { $count ->
        [one] One sentence was merged.
       *[other] { $count } sentences were merged.
    }
since-passed-title = The day has passed: how did it go?
since-passed = You tried this until { $day }.

since-joined = { $name } is new in the group. Let in by { $by }.
since-laptop = { $name } has a further laptop: { $device }.
since-returned = { $name } came back on a new laptop ({ $device }). Confirmed by { $by }.
since-blocked = The laptop { $device } of { $name } was blocked by { $by }.
since-unblocked = The laptop { $device } of { $name } was let in again by { $by }.
since-left = { $name } left the group.
