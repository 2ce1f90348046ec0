# The guest is gone with its listeners; whoami answers as before.
# replaces: 2 3 4
expect_still whoami
! kubectl get service fortune -n whoami > /dev/null 2>&1 || fail "The Service fortune is still there."
expect_event whoami/fortune DeletedLoadBalancer
listeners=$(listeners_of "$(elb_of whoami/whoami)")
[[ $listeners == TCP/80 ]] || fail "Only TCP/80 was to stay on the load balancer; it has $listeners."
