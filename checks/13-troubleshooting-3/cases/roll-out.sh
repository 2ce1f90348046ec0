# The check begins a roll-out and asks all the while: no listener is lost, and the pod sees their addresses.
# run: on-demand
expect_client_address client http://34.123.45.73/hostname --at radio/web
kubectl rollout status daemonset web -n radio --timeout=8s >/dev/null 2>&1 || fail "The last roll-out of the radio is not done yet."
kubectl rollout restart daemonset web -n radio >/dev/null
# One new connection every 200 ms, for 14 s.
lost=$(curl -s -m 1 --rate 5/s -H 'Connection: close' -o /dev/null -w '%{exitcode}\n' 'http://34.123.45.73/hostname?[1-70]' | grep -vc '^0$' || true)
((lost == 0)) || fail "Expected no request to be lost while pods are replaced, some were."
expect_still ok
