# fail SENTENCE: ends the check. The sentence says what was expected and what was seen, in at most 25 words.
fail() {
  echo "$*"
  exit 1
}
