#include "cli/findings.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

enum { FINDINGS_MOST = 1000 };

static int unknown_id(const bk_console *console, const bk_command *command,
                      const bk_evidence *evidence, const char *id)
{
    const char *names[FINDINGS_MOST];
    int32_t n = bk_evidence_count(evidence);
    if (n > FINDINGS_MOST) n = FINDINGS_MOST;
    for (int32_t i = 0; i < n; i++) names[i] = bk_evidence_finding(evidence, i, console->lang).id;
    int32_t near = bk_text_nearest(id, n, names);
    if (near < 0) return bk_usage_error(console, command, BK_W_EV_NO_ID, id);
    return bk_usage_error(console, command, BK_W_EV_NO_ID_NEAR, id, names[near]);
}

int bk_findings_wanted(const bk_console *console, const bk_arguments *arguments,
                       const bk_evidence *evidence, bool **out)
{
    *out = NULL;
    if (arguments->n_operands == 0) return BK_EXIT_OK;
    int32_t n = bk_evidence_count(evidence);
    bool *wanted = bk_alloc(n > 0 ? n : 1, sizeof *wanted);
    if (!wanted) {
        bk_error err = {.lang = console->lang};
        return bk_show_error(console, &err, BK_ERR_MEMORY);
    }
    *out = wanted;
    for (int32_t o = 0; o < arguments->n_operands; o++) {
        const char *id = arguments->operand[o];
        size_t length = strlen(id);
        if (bk_evidence_find(evidence, id) < 0)
            return unknown_id(console, arguments->command, evidence, id);
        for (int32_t i = 0; i < n; i++) {
            const char *other = bk_evidence_finding(evidence, i, console->lang).id;
            bool within =
                strncmp(other, id, length) == 0 && (other[length] == '\0' || other[length] == '.');
            wanted[i] = wanted[i] || within;
        }
    }
    return BK_EXIT_OK;
}
