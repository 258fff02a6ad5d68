# The page's server under rough handling.
# tags: alone
# timeout: 300
set -u
if blikk serve --port 99999 2>&1 | grep -q -- --port; then :; else echo "blikk is built without the page"; exit 77; fi
exec python3 "$ROOT/tests/web/server.py" "$BUILD/blikk"
