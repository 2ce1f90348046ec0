# desk is answered by the Service's endpoint, and web-1 still runs for the inspectors, out of service.
[[ $(kubectl get pod web-1 -n clinic -o jsonpath='{.status.phase}' 2>/dev/null) == Running ]] ||
  fail "web-1 is gone; it has to run until the inspectors have been here."
seen=
expect_endpoints clinic/web 1
desk=$(kubectl get pods -n clinic -l run=desk --sort-by=.metadata.creationTimestamp -o name | tail -1)
[[ -z $desk ]] || seen=$(kubectl logs -n clinic "$desk" --tail=1 2>/dev/null || true)
[[ $seen == web-2 ]] || fail "Expected desk to be answered by web-2, its last answer came from ${seen:-nobody}."
expect_still ok
