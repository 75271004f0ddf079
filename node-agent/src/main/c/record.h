/*
 * What a supervisor leaves behind and tells: its claim, its journal and its final word. The current directory is the
 * attempt's.
 */
#pragma once
#include <stdbool.h>

extern const char *attempt; /* for example 12.1.0.1 */
extern char boot_id[64];

/* Whether the text can be the name of an attempt, and so of a directory. */
bool valid_attempt(const char *text);

/* False when the boot id cannot be read. */
bool read_boot_id(void);

/*
 * Claims the attempt: creates run. False when somebody (the agent, an earlier launch) has it. A run that could not
 * be written (trouble is its errno) claims as well: whoever made it says that nothing was started, and no later
 * launch may prove that wrong.
 */
bool claim(int *trouble);

/* Whether an agent lives that decides about ends itself. */
bool agent_listens(void);

/* Tells the agent, if one listens: one write below PIPE_BUF, so lines never mix. True when delivered. */
bool tell(const char *what, const char *line);

/* Adds a line to a file: a fact to the journal (run), or a signal to signals. */
bool append(const char *file, const char *what, const char *line);

/* Writes the final word and tells the agent. Does not give up. */
void write_status(const char *line);
