# Ideas: writing them down, finding them, trying them.

list-kinds = Kinds of notes
list-all-kinds = All
ideas-see = Ideas of the group
idea-new = Write down an idea
idea-try = We are going to try this
done-tried-out = It has become an experiment. The idea stays and leads to it.
right-no-idea = That is for a note of the kind "idea" with one title. Choose the kind first, under Edit.
