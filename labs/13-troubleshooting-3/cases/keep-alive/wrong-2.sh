# expect: Expected desk to be answered by web-2, its last answer came from web-1.
kubectl label pod web-1 -n clinic app=gone --overwrite
