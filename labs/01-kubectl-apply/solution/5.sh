# Nothing has to be changed. The address is announced a few seconds after it stands in the status.
kubectl get svc hello -n lb-demo
