# expect: The address does not answer: the connection was refused.
kubectl scale deployment hello -n lb-demo --replicas=0
