# The load balancer has TCP/80 for whoami, UDP/80 and another TCP port for fortune.
listeners=$(listeners_of "$(elb_of whoami/whoami)")
[[ " $listeners " == *" UDP/80 "* ]] || fail "The load balancer has no listener UDP/80; it has $listeners."
ports=$(kubectl get service fortune -n whoami -o jsonpath='{range .spec.ports[*]}{.protocol}/{.port} {end}')
[[ " $ports" == *" UDP/80 "* ]] || fail "UDP/80 is not fortune's; fortune asks for ${ports% }."
[[ " $ports" == *" TCP/"* ]] || fail "Expected UDP/80 beside fortune's TCP port; the listeners are $listeners."
port=$(kubectl get service fortune -n whoami -o jsonpath='{.spec.ports[?(@.protocol=="TCP")].port}')
expect_status 200 "http://$(external_address whoami/fortune):${port%% *}/"
expect_still whoami
