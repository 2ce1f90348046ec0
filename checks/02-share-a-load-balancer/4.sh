# The load balancer has TCP/80 for whoami, UDP/80 and another TCP port for fortune.
listeners=$(listeners_of "$(elb_of whoami/whoami)")
[[ " $listeners " == *" UDP/80 "* ]] || fail "The load balancer has no listener UDP/80; it has $listeners."
[[ $listeners == "TCP/80 TCP/"*" UDP/80" ]] || fail "Expected TCP/80, UDP/80 and another TCP port; the listeners are $listeners."
expect_still whoami
