# Help in both languages: the overview, every command, -h and --version.
blikk --lang nb
blikk --lang en help
for command in run check keys init help; do
    echo "==== $command"
    blikk help $command --lang nb
    blikk $command -h --lang en
done
blikk --version | sed -E 's/[0-9]+\.[0-9]+\.[0-9]+/VERSION/'
