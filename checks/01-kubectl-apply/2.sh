# hello has an external address that the cloud controller gave it.
# at start: There is no Service hello in lb-demo yet.
expect_service lb-demo/hello
type=$(kubectl get service hello -n lb-demo -o jsonpath='{.spec.type}')
[[ $type == LoadBalancer ]] || fail "No load balancer was requested: hello is of type $type."
expect_address lb-demo/hello
