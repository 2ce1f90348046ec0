# expect: An EIP is still allocated (and billed): k8s-lb-demo.
kubectl patch svc hello -n lb-demo --type merge -p '{"metadata":{"finalizers":null}}'
kubectl delete svc hello -n lb-demo
otc elb delete k8s-lb-demo --cascade
