# expect: Expected winter's prices at http://ledger.kiosk/ inside the cluster; bookkeeping still needs them.
kubectl delete deployment ledger -n kiosk
