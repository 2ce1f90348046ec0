# expect: No listener was added: fortune is of type ClusterIP.
kubectl expose deployment fortune -n whoami --port 8080 --target-port http
