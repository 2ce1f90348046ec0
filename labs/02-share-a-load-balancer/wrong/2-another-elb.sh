# expect: fortune joined another load balancer, other; expected whoami's.
otc elb create --name other
ID=$(otc elb list -o json | jq -r '.loadbalancers[] | select(.name == "other") | .id')
sed "s/ELB_ID_HERE/$ID/" fortune.yaml | kubectl apply -f -
