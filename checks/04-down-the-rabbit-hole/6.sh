# With the policy Local, and no target that runs the pod, the request never arrives.
# replaces: 1 2 3 5
policy=$(kubectl get service ingress-nginx-controller -n ingress-nginx -o jsonpath='{.spec.externalTrafficPolicy}')
[[ $policy == Local ]] || fail "The Service's externalTrafficPolicy is $policy; this step asks for Local."
[[ $(ready_nodes_of ingress-nginx app.kubernetes.io/name=ingress-nginx) == node1 ]] || fail "The ingress pod must run on node1 alone in this step."
expect_never_arrives http://34.123.45.67/
