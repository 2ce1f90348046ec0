# expect: Killed in the middle of the sleep; raise terminationGracePeriodSeconds.
oc scale deployment router-default -n openshift-ingress --replicas=2
oc patch deployment router-default -n openshift-ingress -p '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":20,"containers":[{"name":"router","lifecycle":{"preStop":{"exec":{"command":["sleep","45"]}}}}]}}}}'
