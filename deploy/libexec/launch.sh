# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared with the program that sources this
# Sourced by the programs in bin/, which set REEVE_HOME first. POSIX sh. It runs at every start, so it forks
# as little as it can; nothing in it may make a start fail that could have worked.

fail() {
  printf '%s: %s\n' "$program" "$*" >&2
  exit 1
}

# Sets java (the program), java_major (17, 25, ...) and java_id (tells installed JVMs apart).
find_java() {
  rejected=
  for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || :)"; do
    [ -n "$java" ] || continue
    if [ ! -x "$java" ]; then
      rejected="$rejected
  $java: not there (from JAVA_HOME)"
      continue
    fi
    read_java_version
    [ "$java_major" -lt 17 ] || return 0
    rejected="$rejected
  $java: version $java_version"
  done
  fail "needs Java 17 or newer.${rejected:+ Looked at:$rejected}
Get it with one of
  Debian, Ubuntu   sudo apt-get install openjdk-17-jdk-headless
  Fedora, RHEL     sudo dnf install java-21-openjdk-devel
  macOS            brew install openjdk@21
and set JAVA_HOME, or put its java on the PATH."
}

# Every JDK has a file that names its version; asking the JVM itself would cost its start-up time.
read_java_version() {
  java_home=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
  java_home=${java_home%/bin/java}
  java_version=
  if [ -r "$java_home/release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then
        value=${value#\"}
        java_version=${value%\"*}
      fi
    done <"$java_home/release"
  fi
  if [ -z "$java_version" ]; then
    java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  java_major=${java_version%%[!0-9]*}
  java_major=${java_major:-0}
  java_id=$java_version-${java_home##*/}
}

# Sets class_path from the program's list; the order of a wildcard would be the directory's.
read_class_path() {
  class_path=
  while read -r jar; do
    class_path=$class_path${class_path:+:}$REEVE_HOME/lib/$jar
  done <"$REEVE_HOME/lib/$program.classpath"
}

# Sets jdk_options: what only newer JVMs know. Netty and protobuf use native code and Unsafe on purpose.
read_jdk_options() {
  jdk_options=
  if [ "$java_major" -ge 24 ]; then
    jdk_options="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
  fi
}

# Needs the three above. Sets archive: the class-data archive of this program, build and JVM, or nothing when there is none.
# A start that finds none has it made in the background, for the next one.
#
# $1 is how to learn which classes to put in:
#   record  from this very run; sets record to a file that the JVM shall write
#   train   from a run of the program with the arguments that follow, which must be harmless
#
# REEVE_CDS=off turns all this off. The cache is REEVE_CACHE_DIR, else what systemd gave us, else the user's:
# an archive holds code, so it must be in a directory that nobody else can write.
find_archive() {
  archive=
  record=
  [ "${REEVE_CDS:-on}" != off ] || return 0
  if [ -n "${REEVE_CACHE_DIR:-}" ]; then
    cache=$REEVE_CACHE_DIR
  elif [ -n "${CACHE_DIRECTORY:-}" ]; then
    cache=$CACHE_DIRECTORY
  elif [ -n "${XDG_CACHE_HOME:-}" ]; then
    cache=$XDG_CACHE_HOME/reeve
  elif [ -n "${HOME:-}" ]; then
    cache=$HOME/.cache/reeve
  else
    return 0
  fi
  read -r build <"$REEVE_HOME/lib/build"
  # The JVM takes an archive only for the very same jars, so their place is part of its name.
  stem=$cache$REEVE_HOME/$program/$build-$java_id
  if [ -f "$stem.jsa" ]; then
    archive=$stem.jsa
    return 0
  fi
  [ ! -e "$stem.failed" ] || return 0
  (umask 077 && mkdir -p "${stem%/*}") 2>/dev/null || return 0
  [ -w "${stem%/*}" ] || return 0
  list=$stem.$$.classes
  if [ "$1" = record ]; then
    record=$list
  fi
  # Twice in the background, so that it is nobody's child: the program must not inherit a zombie. And with no
  # descriptor of ours: whoever reads our output must see its end when the program ends.
  (sh "$REEVE_HOME/libexec/make-archive.sh" "$java" "$class_path" "$stem" "$list" "$jdk_options" "$@" &) \
    </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}
