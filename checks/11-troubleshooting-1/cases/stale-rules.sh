# All nodes have the same rules for the harbour, and all answer.
expect_same_rules node1 node2 harbour/web
for node in 10 11 12 13; do
  expect_status 200 "http://10.100.1.$node:30104/hostname"
done
expect_still ok
