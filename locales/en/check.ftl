# Who can be recognised in a text, and help with the help question.

check-title = Who can be recognised here?
check-line = These words may make somebody recognisable. Choose what to do with each. Leaving it is fine too.
check-before-line = Before others read this: these words may make somebody recognisable. Choose what to do with each, then go on. Leaving it is fine too.
check-nothing = We found no names, numbers or addresses. Read it once more yourself.
check-honest = Kring looks on this laptop only, and does not find everything. A story can be about somebody you recognise without a name in it.
check-of-others = Part of it was written by somebody else. Only that person can change it.
check-save = Save it like this
check-go-on = Go on
check-leave = leave it
check-do = Look for names
check-times = { $count ->
        [one] ({ $kind })
       *[other] ({ $kind }, { $count } times)
    }
check-kind-person = somebody the group knows
check-kind-name = perhaps a name
check-kind-born = date of birth
check-kind-phone = telephone number
check-kind-address = address
check-kind-mail = e-mail address
check-kind-number = long number
check-role-client = the client
check-role-colleague = a colleague
check-role-family = a family member
check-role-pupil = the pupil
check-role-parent = a parent
check-role-manager = the manager
check-role-organisation = the organisation
check-role-place = a place
check-instead-born = a day
check-instead-phone = a telephone number
check-instead-address = an address
check-instead-mail = an e-mail address
check-instead-number = a number
done-mended = Changed and saved on this laptop.

check-found = { $kind }: { $word }
check-where = in: { $field }
check-remark = Perhaps recognisable: { $words }
check-remark-hint = Look and change: kring check { $item }
check-ask = Go on like this?
check-mended = { $count ->
        [0] Nothing was changed.
        [one] One text changed.
       *[other] { $count } texts changed.
    }
check-bad-replace = Not like this: { $text }
check-bad-replace-hint = Write: --replace "Jones=the client"
check-export = Look at this once more; somebody may be recognisable:

question-good = This help question can be treated well.
question-hints = This can be better. It need not be.
question-nothing = Write your help question and we think along.
question-five = A good help question is: in your own name, concrete, about now, open, and about what you can do yourself.
question-examples = Examples, invented
question-wrong-1 = Less good: Why does that mother always call at the wrong moment?
question-right-1 = Better: How do I stay calm when a mother calls in anger during dinner?
question-wrong-2 = Less good: Should the planning not be different?
question-right-2 = Better: What can I do this week so that I take my break?
question-hint-not_mine = Use "I" or "my": it is your question.
question-hint-no_question = Make it a question, with a question mark.
question-hint-closed = The group can only say yes or no to this. Begin with "how" or "what".
question-hint-blames = This looks for who is to blame. Ask what you can do differently.
question-hint-of_others = This is about what somebody else does. What can you influence yourself?
question-hint-always = "Always", "never" and "everybody" are large. Choose one moment.
question-hint-short = This is short. Which moment is it about?
question-hint-long = This is much. Choose one question.
question-hint-past = This is over. What do you want to do now or soon?
