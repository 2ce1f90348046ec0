# Neither Service, no load balancer and no EIP is left.
# replaces: 5
for name in whoami fortune; do
  ! kubectl get service $name -n whoami > /dev/null 2>&1 || fail "The Service $name is still there."
done
names=$(elb_names | tr '\n' ' ')
[[ -z $names ]] || fail "A load balancer is left that no Service uses: ${names% }."
[[ $(otc eip list -o json | jq '.publicips | length') == 0 ]] || fail "An EIP without a load balancer is still allocated."
