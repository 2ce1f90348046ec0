# expect: hello-nameless has no annotation elb.autocreate any more; the controller skips it.
kubectl apply -f broken/no-bandwidth-name.yaml -f broken/quote.yaml
for name in hello-nameless hello-quote; do kubectl annotate svc $name -n lb-demo kubernetes.io/elb.autocreate-; done
