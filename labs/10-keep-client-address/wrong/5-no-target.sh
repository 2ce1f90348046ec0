# expect: Of 3 ready pods 2 got requests: are all their nodes targets?
sed -i 's/values: \[node3, node4\]/values: [node2, node3, node4]/' ~/echo.yaml
kubectl apply -f ~/echo.yaml
kubectl rollout status deployment echo
