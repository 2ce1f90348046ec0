# hello-plain has asked for a load balancer of its own, and has an address.
# at start: There is no Service hello-plain in lb-demo yet.
expect_service lb-demo/hello-plain
address=$(external_address lb-demo/hello-plain)
if [[ -z $address ]]; then
  field=$(refused_field lb-demo/hello-plain)
  [[ -z $field ]] || fail "The controller refuses elb.autocreate of hello-plain: field $field."
  fail "hello-plain is still pending; the controller skips Services without its annotation."
fi
[[ $(elb_of lb-demo/hello-plain) != "$(elb_of lb-demo/hello)" ]] ||
  fail "hello-plain joined hello's load balancer; this step asks for one of its own."
for name in $(otc elb list -o json | jq -r '.loadbalancers[].name' | sort | uniq -d); do
  fail "Two load balancers share the name $name; give hello-plain's another one."
done
expect_status 200 "http://$address/"
expect_still hello
