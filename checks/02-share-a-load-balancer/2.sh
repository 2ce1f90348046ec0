# fortune answers on whoami's address, through a listener of its own on the same load balancer.
# at start: There is no Service fortune in whoami yet.
expect_service whoami/fortune
type=$(kubectl get service fortune -n whoami -o jsonpath='{.spec.type}')
[[ $type == LoadBalancer ]] || fail "No listener was added: fortune is of type $type."
elb=$(elb_of whoami/fortune)
autocreate=$(kubectl get service fortune -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.autocreate}')
[[ -z $autocreate ]] || fail "fortune has an address of its own: a second load balancer was created."
[[ -n $elb ]] || fail "fortune has no external address: its annotation elb.id is empty."
if [[ $elb != "$(elb_of whoami/whoami)" ]]; then
  name=$(otc elb list -o json | jq -r --arg id "$elb" '.loadbalancers[] | select(.id == $id) | .name')
  fail "fortune joined another load balancer, ${name:-which does not exist}; expected whoami's."
fi
[[ $(last_message whoami/fortune SyncLoadBalancerFailed) != *"listener("*")"* || -n $(external_address whoami/fortune) ]] ||
  fail "fortune has no listener: port $(kubectl get service fortune -n whoami -o jsonpath='{.spec.ports[0].port}') of the load balancer is taken."
expect_address whoami/fortune
port=$(kubectl get service fortune -n whoami -o jsonpath='{.spec.ports[0].port}')
expect_status 200 "http://$(external_address whoami/fortune):$port/"
pod=$(trace "http://$(external_address whoami/fortune):$port/" boxes.-1.name)
[[ $pod != whoami-* ]] || fail "fortune answers with whoami's pages; whose pods does its Service select?"
expect_still whoami
