oc scale deployment router-default -n openshift-ingress --replicas=2
oc patch deployment router-default -n openshift-ingress --patch-file ~/drain.yaml
