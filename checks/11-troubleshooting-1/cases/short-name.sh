# desk reaches the files by the name that it is given, in the namespace that they moved to.
code=0
kubectl exec -n bureau deploy/desk -- sh -c 'curl -s -f -m 3 "$FILES"' >/dev/null 2>&1 || code=$?
((code != 6)) || fail "Expected desk to reach what FILES says, its name has no address."
((code == 0)) || fail "Expected desk to reach what FILES says, curl ended with exit code $code."
! kubectl get service files -n bureau >/dev/null 2>&1 || fail "There are two Services called files now; expected the one in registry alone."
expect_endpoints registry/files 2
expect_still ok
