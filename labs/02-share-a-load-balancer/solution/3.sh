ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
# The conflict, and then a port that nobody has.
sed "s/ELB_ID_HERE/$ID/; s/port: 8080/port: 80/" fortune.yaml | kubectl apply -f -
kubectl get events -n whoami --field-selector involvedObject.name=fortune
sed "s/ELB_ID_HERE/$ID/" fortune.yaml | kubectl apply -f -
