# The console answers again, and sees the client's own address.
# at start: Expected 200 from the console, the connection broke.
url=https://console-openshift-console.apps.cluster1.devcluster.openshift.com/
seen=$(status_of "$url" -k)
[[ $seen == 200 ]] || fail "Expected 200 from the console, $(in_words "$seen")."
address=$(curl -sk -m 3 "$url" | grep -i '^x-forwarded-for:' | cut -d ' ' -f 2)
[[ $address == 203.0.113.10 ]] || fail "Works, but every application now sees $address."
