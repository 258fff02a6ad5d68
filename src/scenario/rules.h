/* rules.h - what must hold between keys: names that exist, intakes, capacity, sizes.
 */
#ifndef BK_SCENARIO_RULES_H
#define BK_SCENARIO_RULES_H

#include "scenario/values.h"

void bk_rule_warmup(bk_reader *reader, bk_node *root, const bk_scenario_def *def);

/* Finds the domain that a measure solves. */
void bk_rule_solves(bk_reader *reader, bk_node *measure, const bk_clients_def *clients,
                    bk_measure_def *out);

/* Working time left, corrections the right way round, a lognormal interval's cv, and no more coming
 * to a client than can be drawn. */
void bk_rules_conditions(bk_reader *reader, bk_node *node, const bk_conditions_def *conditions,
                         const bk_clients_def *clients);

/* Finds the team's conditions; keys that belong to its intake, and its size. */
void bk_rules_team(bk_reader *reader, bk_node *node, const bk_definition *def, bk_team_def *team);

void bk_rule_no_office(bk_reader *reader, bk_node *root);
void bk_rule_no_team(bk_reader *reader, bk_node *office);

/* All copies of all teams together can be simulated and counted. */
void bk_rule_copies(bk_reader *reader, bk_node *offices, const bk_definition *def);

/* No two offices of one name. O(n log n). */
void bk_rule_office_names(bk_reader *reader, const bk_node *offices, int32_t n);

#endif
