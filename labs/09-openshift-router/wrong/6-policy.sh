# expect: Expected 200 from the console, the connection broke.
oc patch service router-default -n openshift-ingress -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
