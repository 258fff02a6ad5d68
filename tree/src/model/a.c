#include "engine/x.h"
#include "blikk/blikk.h"
#include <stdio.h>
