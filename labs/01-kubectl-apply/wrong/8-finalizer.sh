# expect: A load balancer is still there and billed: k8s-lb-demo.
kubectl patch svc hello -n lb-demo --type merge -p '{"metadata":{"finalizers":null}}'
kubectl delete svc hello -n lb-demo
