# Help with filling in, and names of fields as they stand in a form.

hint-title = One line by which you know it again. Use no names of clients or colleagues.
hint-help_question = What do you want help with? Begin with "I" or "how", and keep it small and concrete.
hint-situation = What happened? Write so that nobody can be recognised.
hint-tags = With commas between them
hint-theme = This is all that people see who do not have the file.
hint-risk = What can go wrong?
hint-whose = Who sees it this way? For example: a relative, the night shift
page-field-tags = tags
page-field-risk = risk
