# Each replica says its name, and each answers a third of the connections.
# at start: All answers look alike; make each replica say its name.
answers=$(kubectl exec -n traffic-test client-pod -- bash -c 'for i in {1..300}; do curl -s -m 3 http://nginx-service | cksum; done' | sort | uniq -c | awk '{print $1}')
count=$(grep -c . <<<"$answers" || true)
((count > 1)) || fail "All answers look alike; make each replica say its name."
((count == 3)) || fail "Expected three different answers, one from each replica, saw $count."
for share in $answers; do
  ((share >= 63 && share <= 137)) || fail "Expected about 100 of 300 connections for each replica, they got" $answers "."
done
