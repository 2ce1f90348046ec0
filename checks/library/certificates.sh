# shown_certificate HOST: the subject's name in the certificate that HOST shows on port 443, asked for by its name; nothing without one.
shown_certificate() {
  local subject
  subject=$(openssl s_client -connect "$1:443" -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout -subject 2>/dev/null || true)
  sed -n 's/.*CN = //p' <<<"$subject"
}

# expect_certificate HOST FILE AUTHORITY: HOST shows a certificate for its name that the authority of FILE has signed; AUTHORITY is what a sentence calls it.
expect_certificate() {
  local code=0 shown
  curl -s -m 3 -o /dev/null --cacert "$2" "https://$1/" || code=$?
  ((code == 0)) && return
  shown=$(shown_certificate "$1")
  fail "Expected a certificate of $3 for $1, clients get \"${shown:-none}\"."
}
