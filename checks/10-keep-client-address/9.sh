# A client inside the cluster passes the load balancer too, and you are still known.
# replaces: 2 5 7
# at start: Expected the request of pod inside to pass the load balancer, it went straight to a pod.
peer=$(kubectl exec inside -- curl -s -m 3 http://34.123.45.67/clientip) || fail "The request of pod inside got no answer from 34.123.45.67."
[[ $peer == 10.100.0.* ]] || fail "Expected the request of pod inside to pass the load balancer, it went straight to a pod."
expect_body '^203\.0\.113\.10$' http://34.123.45.67/client
