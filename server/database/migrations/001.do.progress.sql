CREATE TABLE learners (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  learner TEXT NOT NULL REFERENCES learners (id),
  lab TEXT NOT NULL,
  driver TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_why TEXT
) STRICT;
CREATE INDEX sessions_by_learner ON sessions (learner, lab);

CREATE TABLE passed_steps (
  session TEXT NOT NULL REFERENCES sessions (id),
  step INTEGER NOT NULL,
  passed_at INTEGER NOT NULL,
  PRIMARY KEY (session, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE check_results (
  session TEXT NOT NULL REFERENCES sessions (id),
  step INTEGER NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL,
  at INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failed_runs INTEGER NOT NULL,
  PRIMARY KEY (session, step)
) STRICT, WITHOUT ROWID;

-- Quiz answers and predictions. `first_*` never change once written: only the first try scores.
CREATE TABLE answers (
  session TEXT NOT NULL REFERENCES sessions (id),
  question TEXT NOT NULL,
  value TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  first_value TEXT NOT NULL,
  first_try INTEGER NOT NULL,
  explanation TEXT NOT NULL,
  observed TEXT,
  evidence TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (session, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE opened_hints (
  session TEXT NOT NULL REFERENCES sessions (id),
  step INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (session, step, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE opened_solutions (
  session TEXT NOT NULL REFERENCES sessions (id),
  step INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (session, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_values (
  session TEXT NOT NULL REFERENCES sessions (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (session, name)
) STRICT, WITHOUT ROWID;
