# All three pods get their share, or at least each player is known by an address of their own.
expect_endpoints arcade/web 3
expect_status 200 http://34.123.45.71/hostname
if [[ $(kubectl get service web -n arcade -o jsonpath='{.spec.sessionAffinity}') == None ]]; then
  expect_share 1 1 1 --by pod http://34.123.45.71/hostname --count 120
else
  rules=$(trace http://34.123.45.71/hostname boxes.node.received.from)
  [[ $rules == 203.0.113.10:* ]] || fail "Expected the node to tell players apart, it sees all of them as ${rules%:*}."
fi
expect_still ok
