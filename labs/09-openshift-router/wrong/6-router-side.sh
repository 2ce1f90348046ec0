# expect: Works, but every application now sees 10.100.0.200.
oc set env deployment/router-default -n openshift-ingress ROUTER_USE_PROXY_PROTOCOL=false
oc rollout status deployment/router-default -n openshift-ingress
