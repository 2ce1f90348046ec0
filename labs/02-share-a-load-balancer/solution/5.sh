kubectl delete svc fortune -n whoami --ignore-not-found
