# The theatre answers, and its pods are told the visitor's address.
# at start: Expected 200 from http://theatre.example/hostname, the connection broke.
expect_status 200 http://theatre.example/hostname --count 6
told=$(curl -s -m 3 'http://theatre.example/header?key=X-Real-Ip' || true)
own=$(trace http://ok.example/hostname boxes.0.address)
[[ $told == "$own" ]] || fail "Expected the application to be told $own, it was told an address inside the cluster."
expect_still ok
