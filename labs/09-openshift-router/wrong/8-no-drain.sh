# expect: Routers end at once when they are told to; give them a preStop that outlives two health checks.
oc scale deployment router-default -n openshift-ingress --replicas=2
