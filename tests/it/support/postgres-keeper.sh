# Keeps the tests' PostgreSQL: $1 the folder of the locks, $2 the server's home, then the server's command.
# It ends the server when no test has held in-use.lock for 20 seconds. However the server ends, its files go with it.
state=$1
home=$2
shift 2
trap '' HUP INT
"$@" &
server=$!
idle=0
while kill -0 "$server" 2>/dev/null; do
  sleep 1
  if flock --nonblock "$state/in-use.lock" true; then idle=$((idle + 1)); else idle=0; fi
  # Nobody can come in while start.lock is ours: a test takes it before it looks for the server.
  if [ "$idle" -ge 20 ]; then
    flock --nonblock "$state/start.lock" flock --nonblock "$state/in-use.lock" \
      sh -c 'rm -f "$1/url"; kill -QUIT "$2"' sh "$state" "$server" && wait "$server"
  fi
done
rm -rf "$home"
