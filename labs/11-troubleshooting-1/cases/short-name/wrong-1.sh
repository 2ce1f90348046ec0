# expect: Expected desk to reach what FILES says, its name has no address.
kubectl patch configmap desk -n bureau -p '{"data":{"FILES":"http://files.registry/hostname"}}'
