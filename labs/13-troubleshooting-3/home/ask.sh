#!/bin/bash
# ask.sh URL [COUNT]: opens COUNT new connections (40 by default) and says how often each answer came.
for ((i = 0; i < ${2:-40}; i++)); do
  answer=$(curl -s -m 2 -w ' (%{http_code})' "$1") || answer="no answer, exit code $?"
  answer=${answer//$'\n'/}
  echo "${answer:0:60}"
done | sort | uniq -c
