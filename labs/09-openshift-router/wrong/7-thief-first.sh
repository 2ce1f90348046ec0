# expect: shop's Route was first and has the host; hello in default must be the older one.
oc create route edge thief -n shop --service=hello --hostname=hello-default.apps.cluster1.devcluster.openshift.com
sleep 2
oc create route edge hello -n default --service=hello --insecure-policy=Redirect
