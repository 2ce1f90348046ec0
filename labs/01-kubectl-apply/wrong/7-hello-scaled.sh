# expect: The address of hello does not answer: the connection was refused.
grep -q bandwidth_name broken/no-bandwidth-name.yaml ||
  sed -i 's/"name": "k8s-nameless",/"name": "k8s-nameless", "bandwidth_name": "k8s-nameless-bw",/' broken/no-bandwidth-name.yaml
sed -i 's/"traffic,"/"traffic","/' broken/quote.yaml
kubectl apply -f broken/no-bandwidth-name.yaml -f broken/quote.yaml
kubectl scale deployment hello -n lb-demo --replicas=0
