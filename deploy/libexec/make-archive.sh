#!/bin/sh
# Makes a class-data archive: make-archive.sh JAVA CLASS_PATH STEM LIST OPTIONS record|train [MAIN ARGUMENT...]
#
# Started in the background by launch.sh. The archive appears under its name in one step (rename), or not at all;
# of several starts at once one makes it. A failure is remembered, so that not every start tries again.
set -eu
java=$1 class_path=$2 stem=$3 list=$4 options=$5 how=$6
shift 6
lock=$stem.lock
made=$stem.$$.tmp

# A lock this old was left behind by a crash.
find "$lock" -maxdepth 0 -mmin +10 -exec rmdir {} \; 2>/dev/null || :

if [ "$how" = record ]; then
  # The program writes the list as it loads classes; by now it has started, connected and done its first work.
  sleep "${REEVE_CDS_DELAY:-20}"
fi
if ! mkdir "$lock" 2>/dev/null; then
  rm -f "$list"
  exit 0
fi
trap 'rm -f "$list" "$list.cut" "$made"; rmdir "$lock" 2>/dev/null' EXIT
[ ! -e "$stem.jsa" ] || exit 0

# Politeness has a price only here: the next start waits for nobody.
renice -n 19 -p $$ >/dev/null 2>&1 || :

# The JVM wants the same module options when it makes an archive as when it uses it.
# shellcheck disable=SC2086 # options are split at blanks
if [ "$how" = train ]; then
  timeout 30 "$java" -Xshare:auto $options "-XX:DumpLoadedClassList=$list" -cp "$class_path" "$@" || :
fi
# The last line may be cut off while the program is still writing.
sed '$d' "$list" >"$list.cut"
# G1 whatever the program itself uses: only it can store the JDK's own start-up objects.
# shellcheck disable=SC2086
if "$java" -Xshare:dump $options -XX:+UseG1GC "-XX:SharedClassListFile=$list.cut" "-XX:SharedArchiveFile=$made" \
  -cp "$class_path"; then
  mv -f "$made" "$stem.jsa"
else
  : >"$stem.failed"
fi

# What earlier builds and JVMs left here.
for old in "${stem%/*}"/*.jsa "${stem%/*}"/*.failed; do
  case $old in
    "$stem".*) ;;
    *) rm -f "$old" ;;
  esac
done
