#!/bin/bash
# ask.sh PATH [COUNT]: opens COUNT new connections (200 by default) and says how often each answer came.
for ((i = 0; i < ${2:-200}; i++)); do
  curl -s -m 1 "http://34.123.45.67$1" || echo "no answer"
done | sed 's/:[0-9]*$//' | sort | uniq -c
