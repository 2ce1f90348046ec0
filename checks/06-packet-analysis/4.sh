# One nginx is left, on another node than the client pod.
# replaces: 1 2
expect_endpoints traffic-test/nginx-service 1
client=$(kubectl get pod client-pod -n traffic-test -o jsonpath='{.spec.nodeName}' --ignore-not-found)
[[ $(ready_nodes_of traffic-test app=nginx) != "$client" ]] || fail "nginx and the client pod are both on $client: nothing crosses nodes."
expect_status 200 http://nginx-service/ --from pod traffic-test/client-pod
