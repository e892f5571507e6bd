# Somebody changed much at once of what others wrote.

swept-line = { $name } changed { $count } places of others at once, { $when }.
swept-ask = Was this not meant? You can put all of it back at once. What stood there comes back as a new change. What { $name } wrote stays in the history.
swept-how = Put all of it back, or take away the doubles: "kring sweep back". Leave it as it is: "kring sweep leave".
swept-none = Nobody changed much of others at once.
swept-no-such = There is no { $number }. "kring sweep list" shows what there is.
done-swept-back = { $count ->
    [one] One place is as it was.
   *[other] { $count } places are as they were.
}
done-swept-all-back = Everything is as it was. You find the other version in the history.
done-swept-left = It stays as it is now.
do-swept-back = Put all of it back
do-swept-leave = Leave it as it is
swept-twice = Several people put the same back, without knowing of each other. { $count ->
    [one] One text now stands there twice.
   *[other] { $count } texts now stand there twice.
}
swept-twice-ask = You can take away what is double at once. What should stand there stays, and so does what others added since.
do-swept-twice = Take away the doubles
done-swept-once = Everything stands there once again.
