# expect: The load balancer asks another port than the Service's healthCheckNodePort of now.
HC=$(kubectl get service echo -o jsonpath='{.spec.healthCheckNodePort}')
lb set lb health-check=http:$HC/healthz
for policy in Cluster Local; do kubectl patch service echo -p '{"spec":{"externalTrafficPolicy":"'$policy'"}}'; done
