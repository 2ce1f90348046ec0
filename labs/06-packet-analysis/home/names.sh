# Addresses and nodes that the captures of this lab need. Read them anew when pods have changed: source names.sh
get() { kubectl get -n traffic-test "$@"; }
SERVICE_IP=$(get service nginx-service -o jsonpath='{.spec.clusterIP}')
POD=$(get pods -l app=nginx --field-selector status.phase=Running -o jsonpath='{.items[-1:].metadata.name}')
POD_IP=$(get pod "$POD" -o jsonpath='{.status.podIP}')
POD_NODE=$(get pod "$POD" -o jsonpath='{.spec.nodeName}')
CLIENT_NODE=$(get pod client-pod -o jsonpath='{.spec.nodeName}')
echo "Service $SERVICE_IP, client pod on $CLIENT_NODE, $POD $POD_IP on $POD_NODE"
