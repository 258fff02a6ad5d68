#include "report/sections.h"

#include <string.h>

enum { N_SECTIONS = 6, OTHER = N_SECTIONS - 1, MOST_FAMILIES = 16 };

typedef struct {
    bk_words text;
    const char *family[MOST_FAMILIES]; /* in reading order, NULL ends */
} heading;

static const heading SECTIONS[N_SECTIONS] = {
    {BK_W_RPT_SECTION_TIME, {"time_share", "idle_share", "conversation_minutes", "load", NULL}},
    {BK_W_RPT_SECTION_KNOWN, {"known_share", "needs", "trust", NULL}},
    {BK_W_RPT_SECTION_GAZE,
     {"share_is", "false_is", "share_is_by_needs", "hit_is", "true_unwilling", "mean_gaze", "omega",
      NULL}},
    {BK_W_RPT_SECTION_LIFE,
     {"exit_work_12m", "exit_other_12m", "exit_12m", "exit_work_12m_present",
      "exit_other_12m_present", "exit_12m_present", "exits_work", "exits_other", "duration_days",
      "demands", "demand_share_meeting", "pushed_out", "pushed_out_willing", NULL}},
    {BK_W_RPT_SECTION_WAIT,
     {"weeks_since_contact", "weeks_since_contact_by_needs", "contact_gap_weeks", "noshow_share",
      "wait_days", "lost_share", NULL}},
    {BK_W_RPT_SECTION_OTHER, {NULL}},
};

static const char *const KEY[] = {
    "share_is",      "false_is",          "known_share", "load", "weeks_since_contact",
    "exit_work_12m", "pushed_out_willing"};

bk_words bk_section_heading(int32_t section)
{
    return SECTIONS[section].text;
}

bool bk_measure_is_of(const char *id, const char *family)
{
    size_t length = strlen(family);
    return strncmp(id, family, length) == 0 && (id[length] == '\0' || id[length] == '.');
}

static bool is_asked_for(const bk_report_options *options, int32_t measure)
{
    if (!options || options->n_measures == 0) return true;
    for (int32_t i = 0; i < options->n_measures; i++)
        if (options->measure[i] == measure) return true;
    return false;
}

typedef struct {
    int32_t section, family;
} place;

static place place_of(const char *id)
{
    for (int32_t s = 0; s < N_SECTIONS; s++)
        for (int32_t f = 0; f < MOST_FAMILIES && SECTIONS[s].family[f]; f++)
            if (bk_measure_is_of(id, SECTIONS[s].family[f])) return (place){s, f};
    return (place){OTHER, 0};
}

bk_status bk_listing_make(const bk_scenario *scenario, const bk_report_options *options,
                          bk_listing *listing)
{
    int32_t n = bk_scenario_measure_count(scenario);
    bk_listed *row = bk_alloc(n > 0 ? n : 1, sizeof *row);
    if (!row) return BK_ERR_MEMORY;

    /* Section by section and family by family; within a family in the scenario's order. */
    int32_t listed = 0;
    for (int32_t s = 0; s < N_SECTIONS; s++) {
        for (int32_t f = 0; f < MOST_FAMILIES; f++) {
            for (int32_t m = 0; m < n; m++) {
                place at = place_of(bk_scenario_measure(scenario, m, BK_EN).id);
                if (at.section != s || at.family != f || !is_asked_for(options, m)) continue;
                row[listed++] = (bk_listed){.measure = m, .section = s};
            }
        }
    }
    *listing = (bk_listing){.n = listed, .row = row};
    return BK_OK;
}

int32_t bk_key_measures(const bk_scenario *scenario, const bk_report_options *options, int32_t most,
                        int32_t *out)
{
    int32_t n = 0;
    if (options && options->n_measures > 0) {
        for (; n < options->n_measures && n < most; n++) out[n] = options->measure[n];
        return n;
    }
    for (size_t i = 0; i < sizeof KEY / sizeof KEY[0] && n < most; i++) {
        int32_t measure = bk_scenario_measure_find(scenario, KEY[i]);
        if (measure >= 0) out[n++] = measure;
    }
    return n;
}
