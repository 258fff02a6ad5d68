# The pages in docs/ show what the program answers; `./test update-golden docs` puts it there anew.
# timeout: 600
[ -x "$BUILD/blikk" ] || { echo "blikk is not built"; exit 77; }
if [ -n "${BLIKK_UPDATE_GOLDEN:-}" ]; then
    "$ROOT/tools/update-docs"
else
    "$ROOT/tools/update-docs" --check
fi
