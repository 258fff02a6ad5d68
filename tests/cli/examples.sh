# Every example of the help runs.
# timeout: 300
failed=0
for command in run compare sweep tipping sensitivity check keys help; do
    blikk help $command --lang en | sed -nE 's/^  (blikk .*)/\1/p' >"examples.$command"
    [ -s "examples.$command" ] || { echo "no example for $command"; failed=1; }
    while IFS= read -r line; do
        case $line in *--explain* | "blikk run"*--trace*) ;; "blikk run"*) line="$line -r 1" ;; "blikk compare"*) line="$line -r 2" ;;
        "blikk sweep"* | "blikk tipping"*) line="$line -r 2 --set weeks=40 --set warmup_weeks=10" ;;
        "blikk sensitivity"*) line="$line --trajectories 4 -n 16 --keys 1 --set weeks=30 --set warmup_weeks=10" ;; esac
        bash -c "$line" >out.txt 2>err.txt || { echo "failed: $line"; cat err.txt; failed=1; }
        [ -s out.txt ] || [ -s result.json ] || { echo "nothing came: $line"; failed=1; }
    done <"examples.$command"
done
python3 -m json.tool result.json >/dev/null || failed=1
exit $failed
