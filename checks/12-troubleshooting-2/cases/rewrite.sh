# Paths below /api lose their prefix on the way to api; all others reach site as they are.
# at start: Expected "^api-" in the answer of http://kitchen.example/api/hostname, got "NOW: 2026-01-05 09:00:00 +0000 UTC m=+0.000".
expect_body '^api-' http://kitchen.example/api/hostname
expect_body '^[0-9.]+:[0-9]+$' http://kitchen.example/api/clientip
expect_body '^site-' http://kitchen.example/hostname
expect_body '^NOW' http://kitchen.example/
expect_still ok
