# expect: fortune has no listener: port 80 of the load balancer is taken.
ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed "s/ELB_ID_HERE/$ID/; s/port: 8080/port: 80/" fortune.yaml | kubectl apply -f -
