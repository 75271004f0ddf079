# shellcheck shell=sh
# For the scripts beside it, in this directory: sets dist, the built distribution, and class_path, what the tests'
# own programs need; ends the script when nothing is built.
dist=$(cd .. && pwd)/deploy/target/reeve
class_path=
for built in target/reeve-system-tests-*.jar; do
  [ ! -f "$built" ] || class_path=$built
done
if [ ! -x "$dist/bin/reeved" ] || [ -z "$class_path" ]; then
  echo "$(basename "$0"): nothing is built; run: mvn -Pquick -DskipTests package" >&2
  exit 3
fi
while read -r library; do
  class_path=$class_path:$dist/lib/$library
done <"$dist/lib/reeve.classpath"
for library in "$dist"/lib/grpc-services-*.jar; do
  class_path=$class_path:$library
done
