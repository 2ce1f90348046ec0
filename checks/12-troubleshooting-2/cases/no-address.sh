# The ferry's controller has an address, its Ingress has the same, and a request to it is answered.
# at start: ingress has no external address yet; read its events.
address=$(external_address ferry/ingress)
[[ -n $address ]] || fail "ingress has no external address yet; read its events."
expect_status 200 http://ferry.example/hostname --resolve "ferry.example:80:$address"
[[ $(kubectl get ingress web -n ferry -o jsonpath='{.status.loadBalancer.ingress[0].ip}') == "$address" ]] || fail "The Ingress of the ferry has no address yet."
expect_still ok
