/* Which files of a directory or an archive are worth reading, by their names alone. */
#ifndef OOMLOG_SOURCE_LOGNAME_H
#define OOMLOG_SOURCE_LOGNAME_H

#include <stdbool.h>

/*
 * path: relative to the directory or in the archive, or absolute. messages, syslog.1, kern.log.2.gz, dmesg,
 * journalctl*, vmcore-dmesg.txt, console.log .. everywhere; any *.log, *.txt and archive where the path is not part of a system's
 * own tree (var/log, etc, sos_commands): there the other logs are programs', and not the kernel's.
 */
bool logname_is_log(const char *path);
/* A binary journal: "system.journal", "user-1000@..~". */
bool logname_is_journal(const char *path);

#endif
