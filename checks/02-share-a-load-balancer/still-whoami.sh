# whoami answers on port 80 of its load balancer.
address=$(external_address whoami/whoami)
[[ -n $address ]] || fail "whoami lost its Service; only the guest was to go."
expect_status 200 "http://$address/"
