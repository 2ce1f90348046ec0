# expect: Expected 200 from http://10.100.1.10:30109/, the connection was refused.
kubectl rollout restart deployment web -n studio
kubectl rollout status deployment web -n studio --timeout=20s
