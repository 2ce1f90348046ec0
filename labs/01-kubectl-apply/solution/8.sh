kubectl delete svc hello -n lb-demo --ignore-not-found
