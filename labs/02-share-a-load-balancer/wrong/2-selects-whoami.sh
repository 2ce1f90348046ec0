# expect: fortune answers with whoami's pages; whose pods does its Service select?
ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed "s/ELB_ID_HERE/$ID/; s/app: fortune/app: whoami/" fortune.yaml | kubectl apply -f -
