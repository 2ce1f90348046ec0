# expect: A load balancer is left that no Service uses: k8s-whoami.
./attach.sh
sleep 2
kubectl delete svc whoami -n whoami
kubectl delete svc fortune -n whoami
