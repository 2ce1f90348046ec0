# expect: The controller still rejects elb.autocreate of hello-nameless: field bandwidth_name.
sed -i 's/"traffic,"/"traffic","/' broken/quote.yaml
kubectl apply -f broken/no-bandwidth-name.yaml -f broken/quote.yaml
