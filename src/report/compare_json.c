/* compare_json.c - a comparison as one JSON object, a line each measure. */
#include "report/contrasts.h"
#include "report/json_text.h"

#include <math.h>

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *estimate_object(bk_estimate estimate)
{
    json_t *object = json_object();
    put_number(&object, "mean", estimate.mean);
    if (estimate.has_interval) {
        put_number(&object, "low", estimate.low);
        put_number(&object, "high", estimate.high);
    }
    bk_json_put(&object, "n", json_integer(estimate.n));
    return object;
}

static json_t *contrast_object(const bk_contrast *contrast)
{
    json_t *object = json_object();
    bk_json_put(&object, "before", estimate_object(contrast->before));
    bk_json_put(&object, "after", estimate_object(contrast->after));
    bk_json_put(&object, "change", estimate_object(contrast->change));
    put_number(&object, "variance_factor", contrast->variance_factor);
    bk_json_put(&object, "verdict", bk_json_text(bk_verdict_id(contrast->verdict)));
    return object;
}

static void write_field(const bk_contrasts *k, bool *first, int32_t indent, const char *key,
                        json_t *value)
{
    bk_json_key(k->writer, first, indent, key);
    bk_json_write(k->writer, value);
}

/* The measures of one team, office or of all, and the end of its object. */
static void write_figures(const bk_contrasts *k, int32_t arm, bk_scope scope, int32_t index,
                          bool *first, int32_t indent)
{
    bk_json_key(k->writer, first, indent, "measures");
    bk_writer_text(k->writer, "{");
    bool first_measure = true;
    for (int32_t i = 0; i < k->listing.n; i++) {
        int32_t measure = k->listing.row[i].measure;
        bk_contrast c = bk_comparison_change(k->comparison, arm, scope, index, measure);
        if (c.verdict == BK_VERDICT_ABSENT) continue;
        bk_json_key(k->writer, &first_measure, indent + 2,
                    bk_scenario_measure(k->base, measure, BK_EN).id);
        bk_json_write(k->writer, contrast_object(&c));
    }
    bk_writer_text(k->writer, "}}");
}

static json_t *size_object(const bk_team_info *team)
{
    json_t *object = json_object();
    bk_json_put(&object, "caseworkers", json_integer(team->caseworkers));
    if (team->caseload != INT32_MAX) bk_json_put(&object, "caseload", json_integer(team->caseload));
    bk_json_put(&object, "copies", json_integer(team->copies));
    return object;
}

static void write_team(const bk_contrasts *k, int32_t arm, int32_t row)
{
    const bk_scenario *other = bk_comparison_scenario(k->comparison, arm);
    int32_t match = bk_comparison_match(k->comparison, arm, BK_SCOPE_TEAM, row);
    bk_team_info before = bk_scenario_team(k->base, row, BK_EN);
    bk_team_info after = bk_scenario_team(other, match, BK_EN);
    bool first = true;
    write_field(k, &first, 8, "office", bk_json_text(before.office));
    write_field(k, &first, 8, "conditions", bk_json_text(before.conditions));
    write_field(k, &first, 8, "before", size_object(&before));
    write_field(k, &first, 8, "after", size_object(&after));
    write_field(k, &first, 8, "same", json_boolean(!bk_is_reached(k, arm, row)));
    write_figures(k, arm, BK_SCOPE_TEAM, row, &first, 8);
}

static void write_teams(const bk_contrasts *k, int32_t arm, bool *first)
{
    bk_json_key(k->writer, first, 6, "teams");
    bk_writer_text(k->writer, "[");
    bool first_team = true;
    for (int32_t row = 0; row < k->teams; row++) {
        if (k->team >= 0 && row != k->team) continue;
        if (bk_comparison_match(k->comparison, arm, BK_SCOPE_TEAM, row) < 0) continue;
        bk_json_item(k->writer, &first_team, 6);
        bk_writer_text(k->writer, "{");
        write_team(k, arm, row);
    }
    bk_writer_text(k->writer, "]");
}

static json_t *team_object(const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    json_t *object = json_object();
    bk_json_put(&object, "office", bk_json_text(team.office));
    bk_json_put(&object, "conditions", bk_json_text(team.conditions));
    return object;
}

static void append(json_t **array, json_t *value)
{
    if (*array && json_array_append_new(*array, value) == 0) return;
    if (!*array) json_decref(value);
    json_decref(*array);
    *array = NULL;
}

/* Teams that the other side does not have. */
static void write_unmatched(const bk_contrasts *k, int32_t arm, bool *first)
{
    const bk_scenario *other = bk_comparison_scenario(k->comparison, arm);
    json_t *in_base = json_array(), *in_other = json_array();
    for (int32_t row = 0; row < k->teams; row++)
        if (bk_comparison_match(k->comparison, arm, BK_SCOPE_TEAM, row) < 0)
            append(&in_base, team_object(k->base, row));
    for (int32_t row = 0; row < bk_scenario_team_count(other); row++)
        if (bk_comparison_match_back(k->comparison, arm, BK_SCOPE_TEAM, row) < 0)
            append(&in_other, team_object(other, row));
    write_field(k, first, 6, "only_in_base", in_base);
    write_field(k, first, 6, "only_in_alternative", in_other);
}

static void write_offices(const bk_contrasts *k, int32_t arm, bool *first)
{
    bk_json_key(k->writer, first, 6, "offices");
    bk_writer_text(k->writer, "[");
    bool first_office = true;
    for (int32_t i = 0; i < bk_scenario_office_count(k->base); i++) {
        if (bk_comparison_match(k->comparison, arm, BK_SCOPE_OFFICE, i) < 0) continue;
        bk_json_item(k->writer, &first_office, 6);
        bk_writer_text(k->writer, "{");
        bool first_key = true;
        write_field(k, &first_key, 8, "office", bk_json_text(bk_scenario_office(k->base, i)));
        write_figures(k, arm, BK_SCOPE_OFFICE, i, &first_key, 8);
    }
    bk_writer_text(k->writer, "]");
}

static void write_alternative(const bk_contrasts *k, int32_t arm)
{
    bool first = true;
    write_field(k, &first, 6, "name", bk_json_text(bk_comparison_name(k->comparison, arm)));
    write_field(k, &first, 6, "scenario",
                bk_json_scenario(bk_comparison_scenario(k->comparison, arm)));
    write_field(k, &first, 6, "paired", json_boolean(bk_comparison_is_paired(k->comparison, arm)));
    write_field(k, &first, 6, "pairs", json_integer(bk_comparison_pairs(k->comparison, arm)));
    write_unmatched(k, arm, &first);
    write_teams(k, arm, &first);
    if (k->team < 0) {
        write_offices(k, arm, &first);
        bk_json_key(k->writer, &first, 6, "all");
        bk_writer_text(k->writer, "{");
        bool first_key = true;
        write_figures(k, arm, BK_SCOPE_ALL, 0, &first_key, 8);
    }
    bk_writer_text(k->writer, "}");
}

static void write_head(const bk_contrasts *k, bool *first)
{
    write_field(k, first, 2, "version", bk_json_text(bk_version()));
    bk_json_key(k->writer, first, 2, "seed");
    bk_json_seed(k->writer, bk_result_seed(bk_comparison_result(k->comparison, 0)));
    if (k->options->asked > 0) {
        write_field(k, first, 2, "stopped", json_true());
        write_field(k, first, 2, "pairs_asked", json_integer(k->options->asked));
    }
    bk_json_key(k->writer, first, 2, "base");
    bk_writer_text(k->writer, "{");
    bool first_key = true;
    write_field(k, &first_key, 4, "name", bk_json_text(bk_comparison_name(k->comparison, 0)));
    write_field(k, &first_key, 4, "scenario", bk_json_scenario(k->base));
    bk_writer_text(k->writer, "}");
}

bk_status bk_report_comparison_json(const bk_comparison *comparison, int32_t team,
                                    const bk_report_options *options, bk_byte_sink sink,
                                    void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    bk_contrasts k;
    BK_TRY(bk_contrasts_make(&writer, comparison, team, options, &k));
    bool first = true, first_arm = true;
    bk_writer_text(&writer, "{");
    write_head(&k, &first);
    bk_json_key(&writer, &first, 2, "alternatives");
    bk_writer_text(&writer, "[");
    for (int32_t arm = 1; arm < k.arms; arm++) {
        bk_json_item(&writer, &first_arm, 4);
        bk_writer_text(&writer, "{");
        write_alternative(&k, arm);
    }
    bk_writer_text(&writer, "]\n}\n");
    bk_contrasts_clear(&k);
    return bk_writer_finish(&writer);
}
