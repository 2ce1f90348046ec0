# Three nginx stand behind nginx-service, and the client pod runs.
# at start: Expected 3 ready endpoints of traffic-test/nginx-service, found 0.
expect_endpoints traffic-test/nginx-service 3
[[ $(kubectl get pod client-pod -n traffic-test -o jsonpath='{.status.phase}' --ignore-not-found) == Running ]] ||
  fail "Expected a running pod client-pod in traffic-test to ask from, there is none."
