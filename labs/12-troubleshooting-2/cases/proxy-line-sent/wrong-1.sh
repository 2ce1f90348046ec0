# expect: Expected the application to be told 203.0.113.10, it was told an address inside the cluster.
lb set radio proxy-protocol=off
