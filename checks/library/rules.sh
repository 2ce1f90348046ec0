# expect_same_rules NODE NODE NS/SVC: both nodes translate the Service to the same pods with the same chances.
# Not for a Service whose externalTrafficPolicy is Local: its rules differ from node to node by design.
expect_same_rules() {
  [[ $(rules_of "$1" "$3") == "$(rules_of "$2" "$3")" ]] || fail "The rules for $3 on $1 and on $2 are not the same."
}
rules_of() {
  ssh "$1" iptables-save -t nat | grep -F -- "--comment \"$2" | grep -v '^:' | sort
}
