# expect: fortune has an address of its own: a second load balancer was created.
kubectl get svc whoami -n whoami -o json |
  jq '{apiVersion, kind, metadata: {name: "fortune", namespace, annotations: (.metadata.annotations | with_entries(select(.key | test("elb.(class|autocreate)"))))}, spec: {type: "LoadBalancer", selector: {app: "fortune"}, ports: [{port: 8080, targetPort: "http"}]}} | .metadata.namespace = "whoami"' |
  kubectl apply -f -
