# expect: Expected 4 ready endpoints of default/web-service, found 3.
slice=$(kubectl get endpointslices -l kubernetes.io/service-name=web-service -o name)
kubectl patch "$slice" --type json -p '[{"op":"add","path":"/endpoints/-","value":{"addresses":["192.168.3.77"],"conditions":{"ready":true}}}]'
