# expect: hello-plain joined hello's load balancer; this step asks for one of its own.
ID=$(kubectl get svc hello -n lb-demo -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed 's/port: 80/port: 8080/' broken/no-annotation.yaml | kubectl apply -f -
kubectl annotate svc hello-plain -n lb-demo kubernetes.io/elb.class=union "kubernetes.io/elb.id=$ID"
