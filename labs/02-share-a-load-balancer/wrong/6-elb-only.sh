# expect: An EIP without a load balancer is still allocated.
./attach.sh
kubectl delete svc whoami fortune -n whoami
for id in $(otc elb list -o json | jq -r '.loadbalancers[].id'); do otc elb delete "$id"; done
