#include "cli/command.h"

const bk_option bk_common_options[] = {
    {.name = "lang", .value = "LANG", .choices = "nb en", .help = BK_W_CLI_OPT_LANG},
    {.name = "help", .letter = 'h', .help = BK_W_CLI_OPT_HELP},
};
const int32_t bk_common_option_count = sizeof bk_common_options / sizeof bk_common_options[0];
