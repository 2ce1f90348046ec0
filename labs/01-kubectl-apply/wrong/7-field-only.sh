# expect: The controller still rejects elb.autocreate of hello-quote: it is not valid JSON.
sed -i 's/"name": "k8s-nameless",/"name": "k8s-nameless", "bandwidth_name": "k8s-nameless-bw",/' broken/no-bandwidth-name.yaml
kubectl apply -f broken/no-bandwidth-name.yaml -f broken/quote.yaml
