# expect: Policy is no longer Local; make it work without changing the policy back.
kubectl patch service ingress-nginx-controller -n ingress-nginx -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
