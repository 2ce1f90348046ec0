# expect: No Route in shop claims hello's host yet.
oc create route edge hello -n default --service=hello --insecure-policy=Redirect
