ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed "s/ELB_ID_HERE/$ID/" fortune.yaml | kubectl apply -f -
