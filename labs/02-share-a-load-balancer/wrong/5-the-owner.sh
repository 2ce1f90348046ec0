# expect: whoami lost its Service; only the guest was to go.
kubectl delete svc whoami -n whoami
