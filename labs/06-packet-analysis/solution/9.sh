source names.sh
ssh "$CLIENT_NODE" timeout 2 tcpdump -ni eth0 -w /tmp/tunnel.pcap udp port 8472 &
sleep 1
kubectl exec -n traffic-test client-pod -- curl -s -o /dev/null nginx-service
wait || true
