/* page_notices.h - the licences of what is bundled into the page, for `blikk --licences`. */
#ifndef BK_CLI_PAGE_NOTICES_H
#define BK_CLI_PAGE_NOTICES_H

#include "cli/output.h"

/* Writes them; nothing where the page was not built. What fails stays in output. */
void bk_page_notices(bk_output *output);

#endif
