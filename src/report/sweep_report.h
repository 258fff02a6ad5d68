/* sweep_report.h - a sweep on its way out: JSON and CSV point by point, the text gathered and drawn
 * at the end. */
#ifndef BK_REPORT_SWEEP_REPORT_H
#define BK_REPORT_SWEEP_REPORT_H

#include "base/memory.h"
#include "blikk/sweep.h"
#include "report/sections.h"
#include "report/writer.h"

enum { BK_SWEEP_LINES = 200, BK_SWEEP_COLUMNS = 8 };

/* Whose figures a part of the report holds. */
typedef struct {
    bk_scope scope;
    int32_t index;
} bk_sweep_owner;

struct bk_sweep_report {
    const bk_sweep *sweep;
    const bk_scenario *scenario; /* the base */
    bk_form form;
    int32_t replications; /* asked for */
    uint64_t seed;
    bk_report_options options;
    bk_writer writer;
    bk_arena arena;
    bk_listing listing; /* of JSON and CSV */
    int32_t n_owners;
    bk_sweep_owner *owner; /* [n_owners] */
    bool first_point;
    /* The text alone: */
    int32_t points;                   /* seen */
    int32_t lines;                    /* of them kept, at most BK_SWEEP_LINES */
    int32_t fewest, most;             /* replications of a point */
    int32_t n_columns;                /* measures beside each other */
    int32_t column[BK_SWEEP_COLUMNS]; /* their indices */
    int32_t point[BK_SWEEP_LINES];    /* numbers of the points kept */
    bk_estimate *estimate;            /* [n_owners x BK_SWEEP_LINES x n_columns] */
};

/* Draws all that was gathered. */
void bk_sweep_text(bk_sweep_report *report);

/* The figure of an owner at a line and column. */
bk_estimate bk_sweep_figure(const bk_sweep_report *report, int32_t owner, int32_t line,
                            int32_t column);

#endif
