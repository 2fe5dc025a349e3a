#!/bin/sh
# Made by iom-projects schedule. A run a week and a look a day, for as long as the container stands. When each was due
# last stands in the volume, so that a restart neither forgets nor repeats one. Exit codes: docs/operating.md.
# ONCE=1 does what is due and ends.
set -u
cd "${DATA:-/data}" || exit 7
child=
trap 'test -z "$child" || kill "$child"; wait; exit 0' TERM INT

due() { # FILE SECONDS: whether so much time has passed since FILE was touched
  test ! -e "$1" || test "$(($(date +%s) - $(stat -c %Y "$1")))" -ge "$2"
}

at_work() { # COMMAND: waits for it, and hands a signal on to it
  "$@" &
  child=$!
  wait "$child"
  echo "$(date -u +%FT%TZ) $1 $2 ended with $?"
  child=
}

while :; do
  if due .last-run 604800; then
    touch .last-run
    at_work @RUN@
  fi
  if due .last-status 86400; then
    touch .last-status
    at_work @STATUS@
  fi
  test -z "${ONCE:-}" || exit 0
  sleep 300 &
  child=$!
  wait "$child"
  child=
done
