# The kiosk shows this summer's prices only, and bookkeeping still has the old ones.
for i in {1..40}; do
  expect_body summer http://10.100.1.10:30201/
done
[[ $(curl_from pod ok/visitor -s -m 3 http://ledger.kiosk/) == *winter ]] ||
  fail "Expected winter's prices at http://ledger.kiosk/ inside the cluster; bookkeeping still needs them."
expect_still ok
