# Both Services have asked again, in words that the controller takes, and have an address.
# at start: There is no Service hello-nameless in lb-demo yet.
for name in hello-nameless hello-quote; do
  expect_service lb-demo/$name
  if [[ -z $(external_address lb-demo/$name) ]]; then
    annotations=$(kubectl get service $name -n lb-demo -o jsonpath='{.metadata.annotations}')
    [[ $annotations == *'"kubernetes.io/elb.autocreate"'* || $annotations == *'"kubernetes.io/elb.id"'* ]] ||
      fail "$name has no annotation elb.autocreate any more; the controller skips it."
    field=$(refused_field lb-demo/$name)
    [[ -z $field ]] || fail "The controller still rejects elb.autocreate of $name: field $field."
    message=$(last_message lb-demo/$name SyncLoadBalancerFailed)
    [[ $message != *"not valid JSON"* ]] || fail "The controller still rejects elb.autocreate of $name: it is not valid JSON."
    fail "$name has no external address yet; read its events."
  fi
  expect_event lb-demo/$name EnsuredLoadBalancer
done
expect_still hello
