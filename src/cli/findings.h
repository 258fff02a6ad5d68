/* findings.h - findings named on the command line: "C2" means C2.all, C2.work, ... */
#ifndef BK_CLI_FINDINGS_H
#define BK_CLI_FINDINGS_H

#include "blikk/evidence.h"
#include "cli/arguments.h"

/* Which findings the operands name, [findings], to be given to bk_free; NULL where there are no
 * operands: all. Says what is wrong; returns the exit code. */
int bk_findings_wanted(const bk_console *console, const bk_arguments *arguments,
                       const bk_evidence *evidence, bool **out);

#endif
