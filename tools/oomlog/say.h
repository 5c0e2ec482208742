/* Words to people: on stderr, one line each, "oomlog: cannot open 'x.log': Permission denied". */
#ifndef OOMLOG_TOOLS_SAY_H
#define OOMLOG_TOOLS_SAY_H

/* Also under --quiet. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);
/* Not under --quiet. */
__attribute__((format(printf, 1, 2))) void say_note(const char *format, ...);
void say_quietly(void);
/* Called before anything is written, to clear a progress bar away. */
void say_before(void (*fn)(void));

#endif
