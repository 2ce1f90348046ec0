# The application takes you for its client, whether the header lies or not.
# replaces: 2 5 7
# at start: The load balancer does not read HTTP; this step asks for mode http.
balancer=$(curl -s -m 3 http://192.0.2.10/v1/load-balancers/lb)
[[ $balancer == *'"mode":"http"'* ]] || fail "The load balancer does not read HTTP; this step asks for mode http."
for i in 1 2 3; do
  lying=$(curl -s -m 3 -H 'X-Forwarded-For: 1.2.3.4' http://34.123.45.67/client) || fail "Expected an answer from the load balancer, there was none."
  [[ $lying != 1.2.3.4 ]] || fail "The liar got in as 1.2.3.4."
  honest=$(curl -s -m 3 http://34.123.45.67/client)
  [[ $lying == 203.0.113.10 && $honest == 203.0.113.10 ]] || fail "Expected the client 203.0.113.10, the application took ${honest:0:40}."
done
