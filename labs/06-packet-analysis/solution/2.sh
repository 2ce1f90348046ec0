for pod in $(kubectl get pods -n traffic-test -l app=nginx -o name); do
  kubectl exec -n traffic-test "$pod" -- sh -c 'hostname > /usr/share/nginx/html/index.html'
done
