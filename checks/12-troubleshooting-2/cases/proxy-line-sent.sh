# The radio station answers, and its pods are told the listener's address.
# at start: Expected 200 from http://radio.example/hostname, got 400.
expect_status 200 http://radio.example/hostname --count 6
told=$(curl -s -m 3 'http://radio.example/header?key=X-Real-Ip' || true)
own=$(trace http://ok.example/hostname boxes.0.address)
[[ $told == "$own" ]] || fail "Expected the application to be told $own, it was told an address inside the cluster."
expect_still ok
