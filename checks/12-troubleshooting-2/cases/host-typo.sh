# The tailor answers under this name, and only there: other names are not the tailor's.
# at start: Expected 200 from http://tailor.example/hostname, got 404.
expect_status 200 http://tailor.example/hostname --count 6
[[ $(status_of http://tailor.example/hostname -H 'Host: nobody.example') == 404 ]] || fail "A host that nobody has reaches the tailor now; it should stay 404."
expect_still ok
