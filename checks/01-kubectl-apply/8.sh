# hello is gone with its load balancer and its EIP; the others have theirs.
# replaces: 2 6 7
for name in hello-plain hello-nameless hello-quote; do
  [[ -n $(external_address lb-demo/$name) ]] || fail "$name lost its load balancer; only hello was to go."
done
! kubectl get svc hello -n lb-demo > /dev/null 2>&1 || fail "The Service hello is still there."
[[ -z $(otc elb list -o json | jq -r '.loadbalancers[] | select(.name == "k8s-lb-demo") | .id') ]] ||
  fail "A load balancer is still there and billed: k8s-lb-demo."
[[ -z $(otc eip list -o json | jq -r '.publicips[] | select(.associate_instance_id == "") | .id') ]] ||
  fail "An EIP is still allocated (and billed): k8s-lb-demo."
