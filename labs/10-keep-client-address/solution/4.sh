HC=$(kubectl get service echo -o jsonpath='{.spec.healthCheckNodePort}')
lb set lb health-check=http:$HC/healthz
