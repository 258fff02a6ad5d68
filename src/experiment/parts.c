/* What a file declares beside offices and teams. */
#include "scenario/scenario.h"

#include "base/check.h"

static const bk_conditions_def *conditions_of(const bk_scenario *scenario, int32_t row)
{
    const bk_definition *def = &scenario->def.phase[0].definition;
    int32_t o = 0;
    while (row >= def->office[o].n_teams) row -= def->office[o++].n_teams;
    return &def->conditions[def->office[o].team[row].conditions];
}

static int32_t change_count(const bk_change_list *changes)
{
    int32_t n = 0;
    for (int32_t c = 0; c < changes->count; c++) n += changes->change[c].n_entries;
    return n;
}

static const char *change_path(const bk_change_list *changes, int32_t i)
{
    int32_t c = 0;
    while (i >= changes->change[c].n_entries) i -= changes->change[c++].n_entries;
    return changes->change[c].entry[i].path;
}

static const char *range_path(const bk_uncertain_list *ranges, int32_t i)
{
    const bk_uncertain *range = ranges->first;
    while (i-- > 0) range = range->next;
    return range->path;
}

int32_t bk_scenario_part_count(const bk_scenario *scenario, bk_part part, int32_t row)
{
    switch (part) {
    case BK_PART_DOMAINS:
        return scenario->def.phase[0].definition.clients.n_domains;
    case BK_PART_STREAMS:
        return conditions_of(scenario, row)->n_streams;
    case BK_PART_TOOLS:
        return conditions_of(scenario, row)->n_measures;
    case BK_PART_RANGES:
        return scenario->uncertain.count;
    case BK_PART_CHANGES:
        return change_count(&scenario->changes);
    }
    return 0;
}

const char *bk_scenario_part(const bk_scenario *scenario, bk_part part, int32_t row, int32_t i,
                             bk_lang lang)
{
    BK_ASSERT(i >= 0 && i < bk_scenario_part_count(scenario, part, row));
    switch (part) {
    case BK_PART_DOMAINS: {
        const bk_domain_def *domain = &scenario->def.phase[0].definition.clients.domain[i];
        return bk_label_in(domain->label, lang, domain->id);
    }
    case BK_PART_STREAMS: {
        const bk_stream_def *stream = &conditions_of(scenario, row)->stream[i];
        return bk_label_in(stream->label, lang, stream->id);
    }
    case BK_PART_TOOLS: {
        const bk_measure_def *measure = &conditions_of(scenario, row)->measure[i];
        return bk_label_in(measure->label, lang, measure->id);
    }
    case BK_PART_RANGES:
        return range_path(&scenario->uncertain, i);
    case BK_PART_CHANGES:
        return change_path(&scenario->changes, i);
    }
    return "";
}
