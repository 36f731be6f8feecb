#!/bin/sh
# Kijkt elke beschrijving van een catalogus na met curl: één JSON-object per regel, zoals in catalogus.jsonl.
#
#   sh nakijken.sh http://127.0.0.1:8000 catalogus.jsonl
#
# Elk antwoord komt op standaarduitvoer, één per regel; een fout komt op standaardfout.
# Status 0: alles is nagekeken; 1: minstens één beschrijving niet; 2: verkeerd gebruik.
set -u

if [ $# -ne 2 ] || [ ! -r "$2" ]; then
  echo "gebruik: sh nakijken.sh ADRES CATALOGUS.jsonl" >&2
  exit 2
fi
address=$1
catalogue=$2
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
status=0
number=0

while IFS= read -r description || [ -n "$description" ]; do
  number=$((number + 1))
  [ -n "$description" ] || continue
  # --retry probeert bij een 503 opnieuw, en wacht zo lang als de kop Retry-After zegt.
  code=$(printf '%s' "$description" | curl --silent --show-error --max-time 60 --retry 3 --retry-max-time 300 \
    --header 'Content-Type: application/json' --data-binary @- --output "$answer" --write-out '%{http_code}' "$address/api/v1/assess")
  if [ "$code" = 200 ]; then
    cat "$answer"
    echo
  else
    status=1
    if [ "$code" = 000 ]; then
      echo "regel $number: geen antwoord van $address" >&2
    else
      # application/problem+json: wat er fout is staat in detail, het veld in where, de raad in remedy.
      echo "regel $number: fout $code: $(cat "$answer")" >&2
    fi
  fi
done <"$catalogue"

exit "$status"
