# The load balancer ends connections, and the pods know the client all the same.
# replaces: 2 5
# at start: The load balancer hands packets on; this step asks for mode proxy.
balancer=$(curl -s -m 3 http://192.0.2.10/v1/load-balancers/lb)
[[ $balancer == *'"mode":"proxy"'* ]] || fail "The load balancer hands packets on; this step asks for mode proxy."
for i in 1 2 3 4 5 6; do
  seen=$(status_of http://34.123.45.67/)
  [[ $seen != 400 ]] || fail "400: the application read the PROXY line as a request."
  [[ $seen != failed ]] || fail "The application waits for a PROXY line and closes connections without one."
  [[ $seen == 200 ]] || fail "Expected 200 from the load balancer, $(in_words "$seen")."
  client=$(curl -s -m 3 http://34.123.45.67/client)
  [[ $client == 203.0.113.10 ]] || fail "Expected the pod to take 203.0.113.10 for its client, it took $client."
done
