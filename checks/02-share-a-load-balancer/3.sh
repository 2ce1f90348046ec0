# fortune has met the conflict, and has a port of its own again; both answer.
expect_service whoami/fortune
[[ -n $(last_message whoami/fortune SyncLoadBalancerFailed) ]] ||
  fail "fortune has met no conflict yet: try the port that whoami has."
port=$(kubectl get service fortune -n whoami -o jsonpath='{.spec.ports[0].port}')
[[ $port != 80 ]] || fail "fortune has no listener: port 80 of the load balancer is taken."
expect_status 200 "http://$(external_address whoami/fortune):$port/"
expect_still whoami
