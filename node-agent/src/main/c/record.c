#define _GNU_SOURCE
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "tree.h"

#define EVENTS_BYTES (1024 * 1024)

const char *attempt = "";
char boot_id[64];

bool valid_attempt(const char *text)
{
    return *text != '\0' && strlen(text) < 80 && strspn(text, "0123456789.") == strlen(text) && *text != '.';
}

bool read_boot_id(void)
{
    bool known = read_small("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id) > 0;
    boot_id[strcspn(boot_id, "\n")] = '\0';
    return known;
}

bool claim(int *trouble)
{
    pid_t parent;
    unsigned long long ticks = 0;
    char line[200];
    read_stat(getpid(), &parent, &ticks);
    int length = snprintf(line, sizeof line, "supervisor %d %llu %s\n", (int) getpid(), ticks, boot_id);
    int fd = open("run", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    *trouble = write_all(fd, line, (size_t) length) ? 0 : errno;
    close(fd);
    return true;
}

static int open_events(void) { return open("../../events", O_WRONLY | O_NONBLOCK | O_CLOEXEC); }

bool agent_listens(void)
{
    int fd = open_events();
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

bool tell(const char *what, const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s %s %s\n", what, attempt, line);
    int fd = open_events();
    if (fd < 0)
        return false;
    bool delivered = write(fd, text, (size_t) length) == length;
    if (!delivered && errno == EAGAIN && fcntl(fd, F_SETPIPE_SZ, EVENTS_BYTES) > 0)
        delivered = write(fd, text, (size_t) length) == length; /* hundreds ended at once: made larger */
    close(fd);
    return delivered;
}

bool append(const char *file, const char *what, const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s %s\n", what, line);
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    bool written = write_all(fd, text, (size_t) length);
    close(fd);
    return written;
}

/*
 * The final word. The agent journals what it is told at once, so only an absent agent needs the fsync here. While
 * the disk refuses the file the agent is told once all the same, and may take the directory away then.
 */
void write_status(const char *line)
{
    char text[1024];
    int length = snprintf(text, sizeof text, "%s\n", line);
    for (bool told = false;;) {
        int fd = open("status.tmp", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (fd < 0 && errno == ENOENT)
            return; /* the agent took the directory away */
        bool done = fd >= 0 && write_all(fd, text, (size_t) length) && rename("status.tmp", "status") == 0;
        if (!told)
            told = tell("gone", line);
        if (done && !told) {
            fsync(fd);
            int dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (dir >= 0) {
                fsync(dir);
                close(dir);
            }
        }
        if (fd >= 0)
            close(fd);
        if (done)
            return;
        sleep(1); /* disk full, most likely: the status is not given up */
    }
}
