#define _GNU_SOURCE
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "record.h"

#define SPEC_MAX (1024 * 1024)

static bool parse_number(const char *text, int64_t least, int64_t most, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *value >= least && *value <= most;
}

/*
 * Reads DATA/attempts/ATTEMPT/spec. Every field must be there, once (arg and env as often as needed), and
 * "end" last; anything else refuses the launch. The buffer is kept: the strings point into it.
 */
bool read_spec(struct spec *spec)
{
    struct stat about;
    if (stat("spec", &about) != 0 || about.st_size <= 0 || about.st_size >= SPEC_MAX)
        return false;
    size_t size = (size_t) about.st_size;
    char *text = malloc(size + 1);
    if (text == NULL || read_small("spec", text, size + 1) != about.st_size || text[size - 1] != '\0')
        return false;
    size_t strings = 0, argc = 0, envc = 0;
    for (size_t i = 0; i < size; i++)
        strings += text[i] == '\0';
    spec->argv = calloc(strings + 1, sizeof *spec->argv);
    spec->envp = calloc(strings + 1, sizeof *spec->envp);
    if (spec->argv == NULL || spec->envp == NULL || strings % 2 != 0)
        return false;
    int64_t number, mask = -1, grace_ms = -1;
    bool ours = false, version = false, end = false;
    spec->path = "/usr/local/bin:/usr/bin:/bin";
    for (char *name = text; name < text + size;) {
        char *value = name + strlen(name) + 1;
        if (end)
            return false;
        if (strcmp(name, "version") == 0)
            version = strcmp(value, "1") == 0;
        else if (strcmp(name, "attempt") == 0)
            ours = strcmp(value, attempt) == 0;
        else if (strcmp(name, "work-dir") == 0)
            spec->work_dir = value;
        else if (strcmp(name, "stdin") == 0)
            spec->in = value;
        else if (strcmp(name, "stdout") == 0)
            spec->out = value;
        else if (strcmp(name, "stderr") == 0)
            spec->err = value;
        else if (strcmp(name, "umask") == 0 && parse_number(value, 0, 0777, &number))
            mask = number;
        else if (strcmp(name, "stop-signal") == 0 && parse_number(value, 1, 64, &number))
            spec->stop_signal = (int) number;
        else if (strcmp(name, "left-grace-ms") == 0 && parse_number(value, 0, 3600 * 1000, &number))
            grace_ms = number;
        else if (strcmp(name, "arg") == 0)
            spec->argv[argc++] = value;
        else if (strcmp(name, "env") == 0) {
            spec->envp[envc++] = value;
            if (strncmp(value, "PATH=", 5) == 0)
                spec->path = value + 5;
        } else if (strcmp(name, "end") == 0)
            end = true;
        else
            return false;
        name = value + strlen(value) + 1;
    }
    spec->mask = (mode_t) mask;
    spec->left_grace_ns = grace_ms * 1000000;
    return version && ours && end && spec->work_dir && spec->in && spec->out && spec->err && argc > 0 &&
           mask >= 0 && grace_ms >= 0 && spec->stop_signal > 0;
}
