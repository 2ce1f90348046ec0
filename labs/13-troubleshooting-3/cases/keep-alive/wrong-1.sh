# expect: web-1 is gone; it has to run until the inspectors have been here.
kubectl delete pod web-1 -n clinic --wait=false --grace-period=1
