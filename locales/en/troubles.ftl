# What goes wrong, who may do what, and what to do next.

right-owner = Only the owner can do this.
right-presenter = Only the presenter can do this.
right-author = Only its author can change this.
right-author-hint = You can add something to it, with "append".
right-self = Everybody fills this in only about themselves.
right-own-device = You cannot block your own laptop.
right-second-person = This needs a second member.
right-two-wordings = There are two versions of this text. Choose one together first.
right-not-allowed = This is not allowed in this group.

trouble-no-group = There is no group on this laptop yet.
trouble-no-group-hint = Make one with "kring new", or join with "kring join".
trouble-which-group = Which group do you mean?
trouble-which-group-hint = Say it with --group and a part of its name.
trouble-not-found = We cannot find "{ $name }".
trouble-not-found-hint = See with "list" what there is; you can use a number, a piece of the id or the title.
trouble-unclear-hint = Use the number or the id before it.
trouble-no-page = This is not on this laptop.
trouble-erased = This was wiped.
trouble-paused = Somebody said something about this that this version of Kring does not understand.
trouble-update-hint = Update Kring.
trouble-blocked = This laptop was blocked by the group.
trouble-blocked-hint = Is that a mistake? Ask another member for help: see "kring member unblock".
trouble-left = You left this group.
trouble-not-member = This store does not say that this laptop belongs to the group.
trouble-fixed = { $field } is filled in once and does not change after.
trouble-never-unset = { $field } is never undone.
trouble-too-long = { $field } is too long: at most { $cap } characters.
trouble-wrong-value = { $field } cannot be this: { $expected }.
expected-shorter = this is too long, at most { $cap } characters
expected-words = expected are words
expected-fewer-words = expected are at most { $cap } words
expected-line = expected is text on one line
expected-text = expected is text
expected-word = expected is a word
expected-choice = expected is one of: { $choices }
expected-number = expected is a whole number from { $from } to { $to }
expected-yes-or-no = expected is yes or no
expected-date = expected is a date such as 2025-09-11
expected-time = expected is a time such as 15:00
expected-person = expected is a member
expected-id = expected is a code of letters and digits
expected-parts = expected are these parts: { $parts }
trouble-too-large = This is too much to save at once.
trouble-too-large-hint = Save it in parts.
trouble-full = This page is full: nothing more fits in.
trouble-full-hint = Start a new one.
trouble-other = That did not work: { $cause }
trouble-home-open = Others on this computer can get at { $path }. So we stop here.
trouble-home-open-hint = Make { $path } readable for you only, or ask for help.
trouble-home-io = { $path } cannot be used: { $cause }
trouble-no-home = We do not know where Kring may keep its things. Say it with --home.
trouble-seed = The key of this laptop is damaged: { $path }
trouble-settings = The settings cannot be read: { $path }
trouble-disk-full = Not saved: the disk is full.
trouble-disk-full-hint = Free some space and try again.
trouble-read-only = Not saved: this store can only be read.
trouble-read-only-hint = See whether the disk is full or locked.
trouble-newer = This group was saved by a newer version of Kring. We changed nothing.
trouble-other-group = This store belongs to another group. We changed nothing.
trouble-foreign = { $path } is not a store of Kring. We changed nothing.
trouble-missing = { $path } is missing. We do not make an empty group instead.
trouble-missing-hint = Put back a copy, or join again with a ticket.
trouble-damaged = The store of this group is damaged: { $what }. We changed nothing.
trouble-damaged-hint = Try "kring doctor --rescue": it rescues what can still be read. The others have their own copy.
trouble-busy = Another window uses the store right now.
trouble-busy-hint = Try again in a moment.
trouble-io = Not saved: the disk gives an error: { $cause }
trouble-io-hint = Start Kring again. If it happens again, first make a copy of your laptop.
trouble-stopped = Not saved: the disk gave an error before.
trouble-store = The store refused: { $cause }
trouble-no-editor = No text editor is chosen.
trouble-no-editor-hint = Put its name in EDITOR, or give the text with --set text=-
trouble-editor-failed = The text editor ended with an error. Nothing was saved.
trouble-editor-not-started = { $editor } does not start: { $cause }
trouble-draft-not-made = No file for the text could be made: { $cause }
trouble-draft-stays = The text is saved, but { $path } stayed: { $cause }
trouble-draft-unreadable = The text cannot be read: { $cause }
trouble-text-is-in = Your text is still in { $path }
trouble-text-too-long = The text is too long: at most 4 MB.
trouble-stdin = The input cannot be read: { $cause }
trouble-stdin-not-utf8 = The input is not readable text (UTF-8).
trouble-not-written = { $path } could not be written: { $cause }
trouble-unclear = { $count ->
        [one] "{ $name }" is not clear enough.
       *[other] "{ $name }" can mean { $count } things:
    }
trouble-no-such-version = { $count ->
        [one] There is only 1 version of { $field }.
       *[other] There are { $count } versions of { $field }.
    }
trouble-crash = Something went wrong in Kring itself. What was saved is still there.
trouble-crash-hint = Try again. If it keeps happening: kring doctor checks everything.
io-not-found = it does not exist
io-not-allowed = you may not use it
io-folder = this is a folder
io-no-folder = this is not a folder
io-already = it exists already
io-full = the disk is full
io-read-only = the disk can only be read
io-other = the computer says "{ $cause }"
