# expect: There are two Services called files now; expected the one in registry alone.
kubectl create service externalname files -n bureau --external-name files.registry.svc.cluster.local
