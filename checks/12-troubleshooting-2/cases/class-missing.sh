# The barber answers, and the Ingress has an address.
# at start: Expected 200 from http://barber.example/hostname, got 404.
expect_status 200 http://barber.example/hostname --count 6
[[ $(kubectl get ingress web -n barber -o jsonpath='{.status.loadBalancer.ingress[0].ip}') == 10.100.1.10 ]] || fail "The Ingress of the barber has no address yet."
expect_still ok
