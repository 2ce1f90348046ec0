# The airline answers at its load balancer, and the airport still does on port 80.
# at start: ingress has no external address yet; read its events.
terminal=$(external_address airport/terminal)
[[ -n $terminal && $(status_of "http://$terminal/hostname") == 200 ]] || fail "The airport no longer answers on port 80; it was there first."
address=$(external_address airline/ingress)
[[ -n $address ]] || fail "ingress has no external address yet; read its events."
port=$(kubectl get service ingress -n airline -o jsonpath='{.spec.ports[0].port}')
expect_status 200 "http://airline.example:$port/hostname" --resolve "airline.example:$port:$address"
expect_still ok
