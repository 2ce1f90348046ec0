kubectl create namespace traffic-test --dry-run=client -o yaml | kubectl apply -f -
kubectl create deployment nginx --image=nginx:1.27 --replicas=3 -n traffic-test --dry-run=client -o yaml | kubectl apply -f -
kubectl get service nginx-service -n traffic-test >/dev/null 2>&1 ||
  kubectl expose deployment nginx --port=80 --target-port=80 --name=nginx-service -n traffic-test
kubectl get pod client-pod -n traffic-test >/dev/null 2>&1 ||
  kubectl run client-pod -n traffic-test --image=nicolaka/netshoot --command -- sleep infinity
kubectl wait pods --all -n traffic-test --for=condition=Ready --timeout=20s
