# A PostgreSQL cluster that lives as long as the standard input of this script: folder of the binaries, folder to work in.
# Prints "ready" after each start; any line read starts the server again after it was killed.
bin=$1 folder=$2
cd "$folder" || exit 1

start() {
  tries=0
  # After a kill, the server processes of the dead one need a moment to leave.
  until "$bin/pg_ctl" -D data -s -w -l log -o "-k '$folder' -c listen_addresses= -c max_connections=200" start </dev/null >>log 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 40 ] || { echo "failed, see $folder/log"; exit 1; }
  done
  echo ready
}

# An ICU collation, as servers have them: what only sorts right by bytes must say so.
"$bin/initdb" -D data -U studio -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en --data-checksums --no-sync </dev/null >log 2>&1 ||
  { echo "failed: $(tail -n 1 log)"; exit 1; }
start
while read -r _; do start; done
"$bin/pg_ctl" -D data -s -m immediate stop </dev/null >>log 2>&1
rm -rf data log
