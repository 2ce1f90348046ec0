sed -i 's/values: \[node3, node4\]/values: [node2, node3, node4]/' ~/echo.yaml
kubectl apply -f ~/echo.yaml
lb target add lb node2:30080 || true
