# expect_still NAME: runs the lab's guard still-NAME.sh: what worked at the start must still work.
expect_still() {
  local guard="guard_${1//-/_}"
  declare -F "$guard" >/dev/null || fail "This lab has no guard still-$1."
  "$guard"
}
