/* start.c - main of blikk. */
#include "cli/ranks.h"

int main(int argc, char **argv)
{
    return bk_tool(argc, argv, NULL);
}
