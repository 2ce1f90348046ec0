# expect: Expected the name of an api pod from http://kitchen.example/api/hostname, got the time of day.
kubectl annotate ingress web -n kitchen nginx.ingress.kubernetes.io/rewrite-target-
