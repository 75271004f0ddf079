#!/bin/sh
# Called by Maven: builds the supervisor where there is a C compiler, and always packs the plain sh one.
# usage: build.sh SOURCE_DIR OUTPUT_DIR
set -eu
source=$1
output=$2
mkdir -p "$output"
cp "$source/../sh/reeve-supervisor.sh" "$output/reeve-supervisor.sh"
chmod 755 "$output/reeve-supervisor.sh"
if ! compiler=$(command -v "${CC:-cc}"); then
  rm -f "$output/reeve-supervisor"
  echo "reeve: no C compiler (cc) found: packing only reeve-supervisor.sh, the plain sh supervisor." >&2
  echo "reeve: its weaknesses are listed at its top. Install a C compiler (Debian: apt install gcc libc6-dev)." >&2
  exit 0
fi
if [ -e "$output/reeve-supervisor" ] && [ -z "$(find "$source" -newer "$output/reeve-supervisor")" ]; then
  exit 0
fi
"$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -o "$output/reeve-supervisor.new" "$source"/*.c
mv "$output/reeve-supervisor.new" "$output/reeve-supervisor"
