#!/bin/sh
# The plain sh supervisor: for hosts where the build found no C compiler. Same roles and files as reeve-supervisor.c
# (read its head first), and the agent treats it as such, with these weaknesses:
#
# - An exit code above 128 is ambiguous: the shell says 143 both for `exit 143` and for death by SIGTERM. The agent
#   reads it as a signal only when it sent that signal itself.
# - It is no sub-reaper: a child that double-forks, calls setsid and clears its environment gets away. The agent finds
#   the others by session, by descent, and by the mark in their environment.
# - Nobody carries an escalation on, or keeps the time limit or the node's lease, while the agent is gone, and no
#   processor time or memory is reported.
# - The program's file is looked up before the start; one that vanishes in between ends with 126 or 127.
#
# User strings are not interpreted: the agent writes spec.sh beside spec, with every word in single quotes.
set -u

boot=$(cat /proc/sys/kernel/random/boot_id)

ticks_of() { # start time of a process: field 22 of its stat line, counted from behind the name
  IFS= read -r stat < "/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # numbers and one letter, to be split at blanks
  set -- ${stat##*)}
  echo "${20}"
}

micros() { echo "$(($(date +%s%N) / 1000))"; }

monotonic() { # in nanoseconds; close enough for time limits
  read -r up _ < /proc/uptime
  echo "${up%.*}${up#*.}0000000"
}

tell() { # opened for reading and writing: waits for no reader
  printf '%s %s %s\n' "$1" "$key" "$2" 1<> ../../events
}

conclude() { # what, pid
  line="$1 pid=$2 start=$start gone=$(micros) cpu=0 rss=0 signals=- boot=$boot end"
  echo "$line" > status.tmp && mv status.tmp status && tell gone "$line"
  exit 0
}

attempt() {
  key=$1
  cd "attempts/$key" || exit 1
  own_ticks=$(ticks_of $$)
  set -C
  { echo "supervisor $$ $own_ticks $boot" > run; } 2> /dev/null || exit 0
  set +C
  start=$(micros)
  # shellcheck disable=SC1091,SC2154 # written by the agent for each attempt
  . ./spec.sh # sets work_dir, in, out, err, mask and defines: runnable, program
  [ "${complete:-}" = yes ] || conclude "kind=start-failure stage=6 error=22" 0
  # shellcheck disable=SC2154
  ( cd "$work_dir" ) 2> /dev/null || conclude "kind=start-failure stage=1 error=2" 0
  # shellcheck disable=SC2154
  ( : < "$in" ) 2> /dev/null || conclude "kind=start-failure stage=2 error=2" 0
  # shellcheck disable=SC2154
  ( : > "$out" ) 2> /dev/null || conclude "kind=start-failure stage=3 error=13" 0
  # shellcheck disable=SC2154
  ( : >> "$err" ) 2> /dev/null || conclude "kind=start-failure stage=4 error=13" 0
  ( cd "$work_dir" && runnable ) > /dev/null 2>&1 || conclude "kind=start-failure stage=5 error=2" 0
  # shellcheck disable=SC2154
  ( umask "$mask" && cd "$work_dir" && program ) < "$in" >> "$out" 2>> "$err" &
  pid=$!
  line="$pid $(ticks_of $pid) $start $(monotonic)"
  echo "program $line" >> run
  tell started "$line $$ $own_ticks"
  trap '' TERM HUP INT
  while :; do
    wait "$pid"
    code=$?
    [ -d "/proc/$pid" ] || break
  done
  conclude "kind=shell code=$code core=0 at=$(micros) left=0" "$pid"
}

spawner() {
  [ -p events ] || mkfifo events || exit 1
  rm -f "$1"
  mkfifo "$1" || exit 1
  # setsid takes the loop out of the agent's session; it says "ready" and lets go of standard output then
  setsid sh "$self" --serve "$PWD" "$1" < /dev/null &
}

serve() {
  exec 3<> "$1" # with a writer of our own, opening for reading waits for nobody
  exec 4< "$1"
  echo "ready $$"
  exec > /dev/null 2>&1
  IFS= read -r key <&4 # the agent has opened its end: from here on its end is the end
  exec 3>&-
  while IFS= read -r key <&4; do
    case $key in
      '' | *[!0-9.]*) ;;
      *) setsid sh "$self" --attempt "$PWD" "$key" < /dev/null 4<&- & ;;
    esac
  done
}

self=$(readlink -f "$0")
mode=${1:-}
cd "$2" || exit 1
case $mode in
  --spawner)
    ready=$(spawner "$3")
    echo "$ready"
    ;;
  --serve) serve "$3" ;;
  --attempt) attempt "$3" ;;
  *) echo "usage: reeve-supervisor.sh --spawner DATA PIPE | --attempt DATA ATTEMPT" >&2; exit 2 ;;
esac
