# The guest again, then the owner, then the guest; and what no Service knows of any more.
./attach.sh || true
kubectl delete svc whoami -n whoami --ignore-not-found
kubectl delete svc fortune -n whoami --ignore-not-found
for id in $(otc elb list -o json | jq -r '.loadbalancers[].id'); do otc elb delete "$id"; done
for id in $(otc eip list -o json | jq -r '.publicips[].id'); do otc eip release "$id"; done
