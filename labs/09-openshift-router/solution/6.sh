oc annotate service router-default -n openshift-ingress --overwrite 'service.beta.kubernetes.io/aws-load-balancer-proxy-protocol=*'
