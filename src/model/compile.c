/* From what a scenario says to the tables a run walks. */
#include "model/exact.h"
#include "model/gaze.h"
#include "model/measures.h"

#include <string.h>

/* ---- sets of domains ---- */

static void product_tables(const double factor[BK_MAX_DOMAINS], bk_set_product *out)
{
    double *half[2] = {out->low, out->high};
    for (int32_t h = 0; h < 2; h++) {
        half[h][0] = 1.0;
        for (int32_t i = 0; i < 8; i++)
            for (int32_t set = 0; set < 1 << i; set++)
                half[h][set | 1 << i] = half[h][set] * factor[8 * h + i];
    }
}

/* Ranks domains by falling score; scores that agree to 1e-9 are equal, and the one declared first
 * comes first. */
static void rank_domains(const double *score, int32_t n, bk_set_first *out)
{
    uint8_t rank[BK_MAX_DOMAINS];
    for (int32_t d = 0; d < n; d++) {
        double mine = floor(score[d] * 1e9 + 0.5);
        rank[d] = 0;
        for (int32_t e = 0; e < n; e++) {
            double other = floor(score[e] * 1e9 + 0.5);
            if (other > mine || (e < d && !(other < mine))) rank[d]++;
        }
        out->domain[rank[d]] = (uint8_t)d;
    }
    for (int32_t set = 0; set < BK_BYTE; set++) {
        out->low[set] = out->high[set] = 255;
        for (int32_t d = 0; d < n; d++) {
            uint8_t *best = d < 8 ? &out->low[set] : &out->high[set];
            if (set >> (d & 7) & 1 && rank[d] < *best) *best = rank[d];
        }
    }
}

/* ---- clients ---- */

static void compile_needs(const bk_clients_def *def, bk_model *m)
{
    double clears[BK_MAX_DOMAINS], works[BK_MAX_DOMAINS], score[BK_MAX_DOMAINS];
    for (int32_t d = 0; d < BK_MAX_DOMAINS; d++) clears[d] = works[d] = 1.0;

    m->n_domains = def->n_domains;
    m->all_domains = (1u << def->n_domains) - 1u;
    for (int32_t d = 0; d < def->n_domains; d++) {
        const bk_domain_def *domain = &def->domain[d];
        clears[d] = 1.0 - domain->hinders;
        works[d] = 1.0 - domain->blocks_work;
        score[d] = domain->blocks_work + domain->hinders;
        m->prevalence[d] = domain->prevalence;
        m->need_threshold[d] = bk_normal_quantile(domain->prevalence);
        m->unknown_hinders[d] = domain->prevalence * domain->hinders;
        if (strcmp(domain->id, "health") == 0) m->health = 1u << d;
    }
    product_tables(clears, &m->clears);
    product_tables(works, &m->works);
    rank_domains(score, def->n_domains, &m->by_need);
    rank_domains(m->prevalence, def->n_domains, &m->by_prevalence);
    m->common = sqrt(def->need_correlation);
    m->own = sqrt(1.0 - def->need_correlation);
    m->unwilling_share = def->unwilling_share;
}

static void compile_hurdles(const bk_clients_def *def, bk_model *m)
{
    const double k[BK_HURDLE_COUNT] = {1.0, def->duty_hurdles, def->measure_hurdles};
    m->clears_one[true] = 1.0 - def->base_failure;
    m->clears_one[false] = m->clears_one[true] * (1.0 - def->unwilling_failure);
    for (int32_t h = 0; h < BK_HURDLE_COUNT; h++) {
        double ratio = bk_pow(1.0 - def->unwilling_failure, k[h]);
        double log_ratio = bk_log(ratio);
        m->hurdle[h] = (bk_hurdle){
            .demandingness = k[h],
            .whole = k[h] == 1.0   ? 1
                     : k[h] == 2.0 ? 2
                     : k[h] == 3.0 ? 3
                                   : 0,
            .expected_willing = bk_pow(m->clears_one[true], k[h]),
            .ratio_unwilling = ratio,
            /* Where an unwilling client could never clear it, clearing settles the matter. */
            .log_cleared =
                log_ratio > -2.0 * BK_LOG_ODDS_MOST ? log_ratio : -2.0 * BK_LOG_ODDS_MOST,
        };
    }
    m->duties_seen = def->duties_seen;
    m->new_needs = def->new_need_per_week > 0.0;
}

static void compile_leaving(const bk_clients_def *def, bk_model *m)
{
    m->base_work = def->leaving.work_per_week;
    m->base_work_unwilling = m->base_work * def->leaving.unwilling_factor;
    m->base_other = def->leaving.other_per_week;
    m->health_other = def->leaving.health_other;
    m->contact_boost = def->leaving.contact_boost;
    m->contact_boost_other = def->leaving.contact_boost_other;
    m->boost_decay = 1.0 / (def->leaving.boost_weeks * (double)BK_TICKS_PER_WEEK);

    double most = m->base_work > m->base_work_unwilling ? m->base_work : m->base_work_unwilling;
    m->exit_work_bound = most * (1.0 + m->contact_boost) * (1.0 + m->demand_boost);
    m->exit_other_bound = m->base_other * (1.0 + m->contact_boost_other);
    if (m->health != 0) m->exit_other_bound *= 1.0 + m->health_other;
}

static void compile_trust(const bk_clients_def *def, bk_model *m)
{
    m->trust_rest = def->trust.rest;
    m->trust_gain = def->trust.gain;
    m->trust_decay = def->trust.decay_per_week / (double)BK_TICKS_PER_WEEK;
    m->trust_week = bk_exp(-def->trust.decay_per_week);
    m->demand_keeps_trust = 1.0 - def->trust.demand_loss;
}

/* ---- work ---- */

static bk_minutes minutes_of(bk_distribution kind, double mean, double cv)
{
    return (bk_minutes){
        .kind = kind == BK_LOGNORMAL && cv <= 0.0 ? BK_FIXED : kind,
        .mean = mean,
        .log_params = bk_lognormal_of(mean, cv),
    };
}

static bk_tick ticks_of_weeks(double weeks)
{
    return bk_tick_after(0, weeks);
}

static bk_status compile_streams(const bk_conditions_def *def, bk_arena *arena, bk_model *m)
{
    bk_stream *stream = bk_arena_alloc(arena, def->n_streams + 1, sizeof *stream);
    double *expected = bk_arena_alloc(arena, def->n_streams + BK_FIXED_LANES, sizeof *expected);
    if (stream == NULL || expected == NULL) return BK_ERR_MEMORY;

    m->n_streams = def->n_streams;
    m->lane_measure = def->n_streams;
    m->lane_demand = def->n_streams + 1;
    m->lane_conversation = def->n_streams + 2;
    m->n_lanes = def->n_streams + BK_FIXED_LANES;
    for (int32_t s = 0; s < def->n_streams; s++) {
        const bk_stream_def *from = &def->stream[s];
        stream[s] = (bk_stream){
            .minutes = minutes_of(from->distribution, from->minutes, from->cv),
            .patience_weeks = from->patience_weeks,
            .excess = from->failure_demand,
            .per_week = from->per_week,
            .excess_after = ticks_of_weeks(from->failure_after_weeks),
            .shared = from->shared,
        };
        expected[s] = from->minutes;
        m->has_shared |= from->shared;
        m->has_patience |= from->patience_weeks < 65536.0;
    }
    for (int32_t s = 0; s < 2 * def->n_streams; s++) {
        const bk_stream *of = &stream[s % def->n_streams];
        m->stream_of_kind[BK_POINT_STREAM + s] = of;
        m->is_lognormal[BK_POINT_STREAM + s] = of->minutes.kind == BK_LOGNORMAL;
        m->has_other_minutes |= of->minutes.kind != BK_LOGNORMAL;
    }
    expected[m->lane_demand] = def->demand.minutes * m->friction;
    expected[m->lane_conversation] = def->conversation.minutes + m->documentation_minutes;
    m->stream = stream;
    m->expected_minutes = expected;
    return BK_OK;
}

static void compile_conversation(const bk_conditions_def *def, bk_model *m)
{
    const double inverse_hour = 1.0 / 60.0;
    m->friction = 1.0 + def->rule_friction;
    m->friction_of[false] = m->friction;
    m->friction_of[true] = 1.0;
    m->interval = def->conversation.interval;
    m->interval_weeks = def->conversation.interval_weeks;
    m->interval_ticks = ticks_of_weeks(m->interval_weeks);
    if (m->interval == BK_LOGNORMAL)
        m->interval_params = bk_lognormal_of(m->interval_weeks, def->conversation.interval_cv);
    m->talk =
        minutes_of(def->conversation.distribution, def->conversation.minutes, def->conversation.cv);
    m->talk_mapping =
        minutes_of(def->conversation.distribution, def->conversation.minutes + def->mapping.minutes,
                   def->conversation.cv);
    m->documentation_minutes = def->conversation.documentation_minutes * m->friction;
    m->no_show_minutes = def->conversation.no_show_minutes;
    m->first_within_weeks = def->conversation.first_within_weeks;
    m->new_client = ticks_of_weeks(def->conversation.new_client_weeks);
    m->new_client_times = def->conversation.new_client_times;
    m->early_after = ticks_of_weeks(def->conversation.early_after_weeks);
    m->distancing = def->conversation.distancing;
    m->disclosure_per_minute = def->conversation.disclosure * inverse_hour;
    m->structure = def->mapping.structure;
    m->has_mapping = def->mapping.minutes > 0.0 || m->structure < 1.0 || m->structure > 1.0;
    m->mapping_expected = def->mapping.minutes;
    m->mapping_repeat = ticks_of_weeks(def->mapping.repeat_weeks);
    m->completes = def->conversation.completes;
    m->protected_share = def->conversation.protected_share;
    m->who_next = def->conversation.who_next;
    m->index = def->conversation.index;
    m->index_sees = m->index.n > BK_SITUATIONS;
}

static bk_status compile_measures(const bk_conditions_def *def, bk_arena *arena, bk_model *m)
{
    bk_offer *offer = bk_arena_alloc(arena, def->n_measures + 1, sizeof *offer);
    if (offer == NULL) return BK_ERR_MEMORY;

    memset(m->offer_of, BK_NO_MEASURE, sizeof m->offer_of);
    for (int32_t i = 0; i < def->n_measures; i++) {
        const bk_measure_def *from = &def->measure[i];
        offer[i] = (bk_offer){
            .minutes = minutes_of(BK_LOGNORMAL, from->minutes, from->cv),
            .expected_minutes = from->minutes * m->friction,
            .mean_weeks = from->weeks,
            .succeeds = from->succeeds,
            .domain = from->solves,
        };
        m->in_range |= 1u << from->solves;
        if (m->offer_of[from->solves] == BK_NO_MEASURE)
            m->offer_of[from->solves] = (uint8_t)i; /* the one declared first */
    }
    m->offer = offer;
    m->standard_offer = def->standard_offer;
    m->demand_minutes = minutes_of(BK_LOGNORMAL, def->demand.minutes, def->demand.cv);
    m->withdraws = def->demand.withdraws;
    m->demand_boost = def->demand.work_boost;
    m->demand_boost_weeks = def->demand.boost_weeks;
    return BK_OK;
}

/* ---- the gaze ---- */

static void compile_gaze(const bk_conditions_def *def, bk_model *m)
{
    const double log2 = 0x1.62e42fefa39efp-1;
    m->prior = def->gaze.prior;
    m->prior_log_odds = bk_log_odds_of(def->gaze.prior);
    m->prior_spread = def->gaze.prior_spread;
    m->socialisation = def->gaze.socialisation;
    m->forget = log2 / (def->gaze.memory_weeks * (double)BK_TICKS_PER_WEEK);
    m->forget_week = bk_exp(-log2 / def->gaze.memory_weeks);
    m->threshold_log_odds = bk_log(def->gaze.threshold) - bk_log(1.0 - def->gaze.threshold);

    /* Reflection lifts what remains of the correction under any load. */
    double span = def->gaze.correction_max - def->gaze.correction_min;
    double lift = 1.0 - bk_exp(-def->gaze.reflection_gain * def->gaze.reflection_hours);
    m->correction_min = def->gaze.correction_min + span * lift;
    m->correction_max = def->gaze.correction_max;
    m->load_half = def->gaze.load_half;
    m->steepness = def->gaze.steepness;
    m->load_memory = 1.0 / def->gaze.load_memory_weeks;
}

/* ---- what comes to a client ---- */

/* Up to the next of eight steps an octave, so that a small change of one rate seldom changes how
 * many points there are. */
static double rounded_up(double rate)
{
    int exponent;
    double mantissa = frexp(rate, &exponent);
    return rate > 0.0 ? ldexp(ceil(mantissa * 16.0) / 16.0, exponent) : 0.0;
}

static bk_status compile_marks(const bk_clients_def *clients, bk_arena *arena, bk_model *m)
{
    bk_marks *marks = &m->marks;
    enum { FIRST = BK_POINT_MARKED, STREAM = BK_POINT_STREAM - FIRST };
    double rate[BK_MARK_SEGMENTS] = {
        [BK_POINT_EXIT_WORK - FIRST] = m->exit_work_bound,
        [BK_POINT_EXIT_OTHER - FIRST] = m->exit_other_bound,
        [BK_POINT_NEED - FIRST] = clients->new_need_per_week,
        [BK_POINT_DUTY - FIRST] = clients->duties_per_week,
    };
    for (int32_t s = 0; s < m->n_streams; s++) {
        rate[STREAM + s] = m->stream[s].per_week;
        rate[STREAM + m->n_streams + s] = m->stream[s].per_week * m->stream[s].excess;
    }
    marks->count = STREAM + 2 * m->n_streams;
    double total = 0.0;
    for (int32_t k = 0; k < marks->count; k++) total += rate[k];
    marks->total = rounded_up(total);

    double sum = 0.0, per_rate = marks->total > 0.0 ? ldexp(1.0, BK_MARK_BITS) / marks->total : 0.0;
    for (int32_t k = 0; k < marks->count; k++) {
        marks->start[k] = k == 0 ? 0 : marks->end[k - 1];
        sum += rate[k];
        marks->end[k] = (uint64_t)(sum * per_rate + 0.5);
        uint64_t width = marks->end[k] - marks->start[k];
        marks->inverse_width[k] = width > 0 ? 1.0 / (double)width : 0.0;
    }
    marks->start[marks->count] = marks->end[marks->count - 1];
    marks->end[marks->count] = UINT64_MAX;
    for (int32_t b = 0; b < BK_BYTE; b++) {
        int32_t k = 0;
        while (k < marks->count && marks->end[k] <= (uint64_t)b << (BK_MARK_BITS - 8)) k++;
        marks->guide[b] = (uint8_t)k;
    }
    return bk_poisson_table_init(&marks->number, marks->total, arena);
}

static bk_status compile_room(const bk_conditions_def *def, const bk_team_def *team,
                              bk_arena *arena, bk_model *m)
{
    m->n_caseworkers = team->caseworkers;
    m->open = def->intake == BK_INTAKE_OPEN;
    m->caseload = m->open ? team->caseload_limit : team->caseload;
    m->start = team->start;
    m->capacity_minutes =
        (def->hours_per_week * (1.0 - def->fixed_share) - def->gaze.reflection_hours) * 60.0;
    m->ticks_per_minute = (double)BK_TICKS_PER_WEEK / m->capacity_minutes;
    m->arrivals_per_week = m->open ? team->arrivals_per_week : 0.0;
    m->turnover_per_week = def->turnover_per_year / 52.0;
    m->order = def->work_order;
    m->speedup = def->speedup;
    m->overwork = def->overwork;
    BK_TRY(bk_poisson_table_init(&m->arrivals, m->arrivals_per_week, arena));
    return bk_poisson_table_init(&m->turnover, m->turnover_per_week, arena);
}

bk_status bk_model_compile(const bk_definition *def, int32_t office, int32_t team, bk_arena *arena,
                           bk_model *out)
{
    const bk_team_def *t = &def->office[office].team[team];
    const bk_conditions_def *c = &def->conditions[t->conditions];
    *out = (bk_model){0};
    BK_TRY(compile_room(c, t, arena, out));
    compile_needs(&def->clients, out);
    compile_hurdles(&def->clients, out);
    compile_trust(&def->clients, out);
    compile_conversation(c, out);
    BK_TRY(compile_streams(c, arena, out));
    BK_TRY(compile_measures(c, arena, out));
    compile_leaving(&def->clients, out); /* the bound knows of a demand's boost */
    compile_gaze(c, out);
    if (c->gaze.observer == BK_OBSERVER_EXACT) BK_TRY(bk_exact_compile(&def->clients, arena, out));
    return compile_marks(&def->clients, arena, out);
}
