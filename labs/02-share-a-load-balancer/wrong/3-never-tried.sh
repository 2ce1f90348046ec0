# expect: fortune has met no conflict yet: try the port that whoami has.
ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed "s/ELB_ID_HERE/$ID/; s/port: 8080/port: 8081/" fortune.yaml | kubectl apply -f -
