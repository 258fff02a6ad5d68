/* situation_table.h - from counts of situations to a bandit: its index as a table, its bound.
 *
 * Situations of which too little was seen share the counts of the nearest that is seen enough of,
 * and so its number: nearest in weeks since contact, then in what is known, then in whether a
 * measure is open.
 */
#ifndef BK_EXPERIMENT_SITUATION_TABLE_H
#define BK_EXPERIMENT_SITUATION_TABLE_H

#include "experiment/situations.h"
#include "stats/bandit.h"

/* Client-weeks of a situation, called and left alone each, that its numbers rest on at least. */
enum { BK_SITUATION_LEAST = 40 };

/* The index when nothing but the situation is seen; out->share is left at 0. Errors: BK_ERR_MEMORY.
 */
BK_MUST_CHECK bk_status bk_situation_table_of(const bk_situations *s, bk_index_aim aim,
                                              bk_index_table *out);

/* The index when the gaze counts as well: for those seen as having problems, and as being the
 * problem. The verdict is that of both. */
BK_MUST_CHECK bk_status bk_situation_tables_seen(const bk_situations *s, bk_index_aim aim,
                                                 bk_index_table out[2]);

/* The bound of the relaxation when nothing but the situation is seen, or the gaze too: the most
 * aimed at per client and week, when at most that share of clients is called each week. Errors:
 * BK_ERR_MEMORY; BK_ERR_INPUT when no program could be solved. */
BK_MUST_CHECK bk_status bk_situations_bound(const bk_situations *s, bk_index_aim aim, bool gaze,
                                            double budget, bk_bandit_bound *out);

#endif
