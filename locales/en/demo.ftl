# The example of six laptops.

demo-begin = { $count } laptops make a group together.
demo-apart = Everybody writes on their own, without a network.
demo-meet = They come together and share.
demo-disagree = Two members reword the same sentence without knowing it.
demo-leaves = { $name } leaves the group.
demo-look = Each laptop shows what it holds.
demo-level = has everything, as do the { $count } others
demo-behind = still busy: { $count } of { $of } are level
demo-left = has left
demo-done = All laptops hold the same: { $pages } pages, in { $seconds } seconds.
demo-mismatch = { $count ->
        [one] There is 1 difference.
       *[other] There are { $count } differences.
    }
demo-kept = Kept in { $place }.
