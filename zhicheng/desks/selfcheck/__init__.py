"""申报条件自查: a public page of questions, the verdict with its clauses, the years in post as a drawing."""
