# The scan comes through node1 in one piece, from the pods where they are.
[[ $(ready_nodes_of archive app=web) == node2 ]] || fail "Expected the pods to stay on node2, they are on $(ready_nodes_of archive app=web)."
for i in 1 2 3 4; do
  expect_status 200 http://10.100.1.10:30204/scan.tif
done
expect_status 200 http://10.100.1.12:30204/scan.tif
expect_still ok
