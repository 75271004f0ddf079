/* Small files and descriptors. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

bool write_all(int fd, const char *data, size_t length);

/* Reads a small file into a buffer and ends it with NUL; -1 when it cannot be read. */
ssize_t read_small(const char *name, char *buffer, size_t room);

/* Lets go of the terminal and of everything else on 0, 1 and 2. */
void to_dev_null(void);

/* Nothing but 0, 1 and 2 goes through an exec. */
void close_above_2_on_exec(void);
