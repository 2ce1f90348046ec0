kubectl annotate service router-default -n openshift-ingress service.beta.kubernetes.io/aws-load-balancer-proxy-protocol- >/dev/null
