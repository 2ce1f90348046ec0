# The load balancer asks each node about itself, on the port that the Service has now.
# at start: The load balancer opens a connection and asks nothing; it should ask over HTTP.
port=$(kubectl get service echo -o jsonpath='{.spec.healthCheckNodePort}')
[[ -n $port ]] || fail "The policy is Cluster: without Local the Service has no healthCheckNodePort."
balancer=$(curl -s -m 3 http://192.0.2.10/v1/load-balancers/lb)
[[ $balancer == *'"healthCheck":true'* ]] || fail "The load balancer asks nobody: its health check is off."
[[ $balancer == *'"monitor":{"type":"HTTP"'* ]] || fail "The load balancer opens a connection and asks nothing; it should ask over HTTP."
[[ $balancer == *"\"monitor\":{\"type\":\"HTTP\",\"port\":$port,"* ]] || fail "The load balancer asks another port than the Service's healthCheckNodePort of now."
[[ $balancer == *'"path":"/healthz"'* ]] || fail "The load balancer should ask for the path /healthz."
expect_status 200 http://34.123.45.67/ --count 20
