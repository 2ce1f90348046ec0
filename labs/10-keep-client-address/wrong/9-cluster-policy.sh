# expect: Expected the request of pod inside to pass the load balancer, it went straight to a pod.
kubectl patch service echo -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
