# Paths below /api lose their prefix on the way to api; all others reach site as they are.
# at start: Expected the name of an api pod from http://kitchen.example/api/hostname, got the time of day.
body=$(curl -s -m 3 http://kitchen.example/api/hostname || true)
[[ $body != NOW* ]] || fail "Expected the name of an api pod from http://kitchen.example/api/hostname, got the time of day."
expect_body '^api-' http://kitchen.example/api/hostname
expect_body '^[0-9.]+:[0-9]+$' http://kitchen.example/api/clientip
expect_body '^site-' http://kitchen.example/hostname
expect_body '^NOW' http://kitchen.example/
expect_still ok
