# expect: Expected the pod to see 203.0.113.10, it saw 192.168.1.0.
kubectl patch service web -n atlas -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
