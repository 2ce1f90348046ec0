# expect: hello-plain lost its load balancer; only hello was to go.
kubectl delete svc --all -n lb-demo
