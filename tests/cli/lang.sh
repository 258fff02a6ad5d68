# The language: --lang, else LC_ALL, LC_MESSAGES, LANG in that order, else bokmål.
cp "$ROOT/tests/cli/small.toml" .
title() { env "$@" | head -n 1; } # VARIABLE=value ... blikk ...
check="blikk check small.toml"
unset LC_ALL LC_MESSAGES LANG
title $check
title LANG=en_US.UTF-8 $check
title LANG=nn_NO.UTF-8 $check
title LANG=C $check
title LANG=de_DE.UTF-8 $check
title LANG=en_US.UTF-8 LC_MESSAGES=nb_NO.UTF-8 $check
title LANG=nb_NO.UTF-8 LC_MESSAGES=nb_NO.UTF-8 LC_ALL=en_GB $check
title LC_ALL=nb_NO.UTF-8 $check --lang en
title LC_ALL=nb_NO.UTF-8 $check --lang=en
title LC_ALL=en_GB.UTF-8 blikk --lang nb check small.toml
