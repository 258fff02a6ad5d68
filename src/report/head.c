#include "report/head.h"

#include <inttypes.h>
#include <stdio.h>

void bk_write_head(bk_writer *writer, const bk_scenario *scenario, int32_t replications,
                   uint64_t seed)
{
    char seed_text[24];
    snprintf(seed_text, sizeof seed_text, "%" PRIu64, seed);
    bk_writer_paragraph(writer, 0, BK_STYLE_TITLE, bk_scenario_title(scenario, writer->lang));
    bk_writer_word_paragraph(writer, 0, BK_STYLE_PLAIN,
                             replications == 1 ? BK_W_RPT_RAN_ONE : BK_W_RPT_RAN, (int)replications,
                             (int)bk_scenario_weeks(scenario),
                             (int)bk_scenario_warmup_weeks(scenario));
    bk_writer_word_paragraph(writer, 0, BK_STYLE_DIM, BK_W_RPT_IDENTITY, seed_text,
                             bk_scenario_hash(scenario), bk_version());
}
