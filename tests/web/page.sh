# The page in Debian's Chromium. ./test runs it with $BUILD configured with -Dpage=enabled.
# tags: alone
# timeout: 900
set -u
here=$ROOT/tests/web
command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are missing: tools/install-packages page-test"; exit 77; }
[ -x /usr/bin/chromium ] || [ -n "${CHROMIUM:-}" ] || { echo "chromium is missing: tools/install-packages page-test"; exit 77; }
blikk serve --help >/dev/null || exit 1
if blikk serve --port 99999 2>&1 | grep -q -- --port; then :; else echo "blikk is built without the page"; exit 77; fi

modules=$BUILD/web-tests
mkdir -p "$modules"
cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$modules/"
stamp=$modules/installed-$(cksum <"$here/package-lock.json" | tr ' ' -)
if [ ! -e "$stamp" ]; then
    npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund >"$modules/npm.log" 2>&1 ||
        { echo "npm could not install the tests' packages (network?)"; exit 77; }
    touch "$stamp"
fi
BLIKK=$BUILD/blikk EXAMPLES=$ROOT/examples SHOTS=$BUILD/page-pictures exec node "$modules/${1:-page}.mjs"
