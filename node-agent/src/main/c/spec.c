#define _GNU_SOURCE
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "record.h"

#define SPEC_MAX (1024 * 1024)
#define MOST_GRACE_MS (3600 * 1000LL)
#define MOST_LIMIT_MS (3650 * 24 * 3600 * 1000LL)

static bool parse_number(const char *text, int64_t least, int64_t most, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *value >= least && *value <= most;
}

/* Reads the whole file. The buffer is kept: the strings of the spec point into it. NULL when it is not NUL-ended. */
static char *read_text(size_t *size)
{
    struct stat about;
    if (stat("spec", &about) != 0 || about.st_size <= 0 || about.st_size >= SPEC_MAX)
        return NULL;
    *size = (size_t) about.st_size;
    char *text = malloc(*size + 1);
    bool whole = text != NULL && read_small("spec", text, *size + 1) == about.st_size && text[*size - 1] == '\0';
    return whole ? text : NULL;
}

static bool take_text(struct spec *spec, const char *name, const char *value)
{
    if (strcmp(name, "work-dir") == 0)
        spec->work_dir = value;
    else if (strcmp(name, "stdin") == 0)
        spec->in = value;
    else if (strcmp(name, "stdout") == 0)
        spec->out = value;
    else if (strcmp(name, "stderr") == 0)
        spec->err = value;
    else if (strcmp(name, "lease") == 0 && *value == '/')
        spec->lease = value;
    else if (strcmp(name, "cgroup") == 0 && (*value == '\0' || *value == '/'))
        spec->cgroup = value;
    else
        return false;
    return true;
}

static bool take_number(struct spec *spec, const char *name, const char *value)
{
    if (strcmp(name, "umask") == 0)
        return parse_number(value, 0, 0777, &spec->mask);
    if (strcmp(name, "stop-signal") == 0)
        return parse_number(value, 1, 64, &spec->stop_signal);
    if (strcmp(name, "grace-ms") == 0)
        return parse_number(value, 0, MOST_GRACE_MS, &spec->grace_ms);
    return strcmp(name, "time-limit-ms") == 0 && parse_number(value, 0, MOST_LIMIT_MS, &spec->limit_ms);
}

/* A word of the command or a variable of its environment: as often as needed. */
static bool take_word(struct spec *spec, const char *name, char *value)
{
    if (strcmp(name, "arg") == 0) {
        spec->argv[spec->argc++] = value;
    } else if (strcmp(name, "env") == 0) {
        spec->envp[spec->envc++] = value;
        if (strncmp(value, "PATH=", 5) == 0)
            spec->path = value + 5;
    } else {
        return false;
    }
    return true;
}

/* "version" and "attempt" come first and "end" last: a spec that was cut short is none. */
bool read_spec(struct spec *spec)
{
    size_t size, strings = 0;
    char *text = read_text(&size);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < size; i++)
        strings += text[i] == '\0';
    *spec = (struct spec){.path = "/usr/local/bin:/usr/bin:/bin", .mask = -1, .grace_ms = -1, .limit_ms = -1};
    spec->argv = calloc(strings + 1, sizeof *spec->argv);
    spec->envp = calloc(strings + 1, sizeof *spec->envp);
    if (spec->argv == NULL || spec->envp == NULL || strings % 2 != 0)
        return false;
    size_t pairs = strings / 2, n = 0;
    for (char *name = text, *value; name < text + size; name = value + strlen(value) + 1, n++) {
        value = name + strlen(name) + 1;
        bool taken = n == 0           ? strcmp(name, "version") == 0 && strcmp(value, "1") == 0
                     : n == 1         ? strcmp(name, "attempt") == 0 && strcmp(value, attempt) == 0
                     : n == pairs - 1 ? strcmp(name, "end") == 0
                                      : take_text(spec, name, value) || take_number(spec, name, value) ||
                                            take_word(spec, name, value);
        if (!taken)
            return false;
    }
    return n > 2 && spec->work_dir && spec->in && spec->out && spec->err && spec->lease && spec->cgroup && spec->argc > 0 &&
           spec->mask >= 0 && spec->stop_signal > 0 && spec->grace_ms >= 0 && spec->limit_ms >= 0;
}
