# Every example of the help runs.
# timeout: 300
failed=0
for command in run index compare time sweep tipping sensitivity check keys gaze validate calibrate help; do
    blikk help $command --lang en | sed -nE 's/^  (blikk .*)/\1/p' >"examples.$command"
    [ -s "examples.$command" ] || { echo "no example for $command"; failed=1; }
    while IFS= read -r line; do
        line=${line/--extend 40/--extend 1}
        case $line in *--precision*) line="$line --set weeks=40 --set warmup_weeks=20 --precision 20pp" ;; "blikk time"*) line="$line --set weeks=110 --set warmup_weeks=30 --set 'office.*.team.ordinary.caseload=30'" ;; *--explain* | *--extend* | "blikk run"*--trace*) ;; "blikk run"*) line="$line -r 1" ;; "blikk index"*) line="$line --set weeks=60 --set warmup_weeks=20" ;; "blikk compare"*) line="$line -r 2" ;; "blikk validate"*) line="$line C9 --evidence $ROOT/evidence" ;; "blikk calibrate"*) line="$line --evidence $ROOT/evidence --draws 8 -r 1 --rounds 1 --threads 2" ;;
        "blikk sweep"* | "blikk tipping"*) line="$line -r 2 --set weeks=40 --set warmup_weeks=10" ;;
        "blikk sensitivity"*) line="$line --trajectories 4 -n 16 --keys 1 --set weeks=30 --set warmup_weeks=10" ;; esac
        bash -c "$line" >out.txt 2>err.txt || { echo "failed: $line"; cat err.txt; failed=1; }
        [ -s out.txt ] || [ -s result.json ] || { echo "nothing came: $line"; failed=1; }
    done <"examples.$command"
done
python3 -m json.tool result.json >/dev/null || failed=1
exit $failed
