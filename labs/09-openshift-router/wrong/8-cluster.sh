# expect: All three in service, but two of them only pass packets on; the task is to explain, not to hide.
oc patch service router-default -n openshift-ingress -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
