# expect: Expected a redirect to https, http answers 200 itself.
oc create route edge hello -n default --service=hello --insecure-policy=Allow
