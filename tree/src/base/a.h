#include "blikk/status.h"
