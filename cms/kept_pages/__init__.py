"""Pages and answers for those who are not signed in, kept for a moment by each worker (docs/explanation/kept_pages.md).

views say that they may be kept  (`keeping.kept`)  ·  what a question is and who may share an answer  (`questions`)
one kept answer                  (`answers`)       ·  where they lie and how they are given out     (`middleware`)
which edits drop an answer       (`edits`)         ·  what all workers of a service share             (`shared_answers`)
what they show beside the directory, and when that changed                                          (`shown_rows`)
"""
