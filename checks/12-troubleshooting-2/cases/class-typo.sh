# The florist answers, and the Ingress has an address.
# at start: Expected 200 from http://florist.example/hostname, got 404.
expect_status 200 http://florist.example/hostname --count 6
[[ $(kubectl get ingress web -n florist -o jsonpath='{.status.loadBalancer.ingress[0].ip}') == 10.100.1.10 ]] || fail "The Ingress of the florist has no address yet."
expect_still ok
