oc get route hello -n default >/dev/null 2>&1 || oc create route edge hello -n default --service=hello --insecure-policy=Redirect
# Of Routes of the same second the one with the smaller uid counts as older.
sleep 1
oc get route thief -n shop >/dev/null 2>&1 || oc create route edge thief -n shop --service=hello --hostname=hello-default.apps.cluster1.devcluster.openshift.com
