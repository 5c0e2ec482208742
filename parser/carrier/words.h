/* What a word before the text of a syslog line can be. */
#ifndef OOMLOG_CARRIER_WORDS_H
#define OOMLOG_CARRIER_WORDS_H

#include "util/str.h"

/* Of a tag: the name of a program */
bool word_is_name_byte(char c);
/* "node-7", "...", "10.0.0.7", "h/10.0.0.7"; neither "[kern.warning]", "app[web.1]:", "{}" nor "|" */
bool word_is_host(strv word);
/* "[sshd]": metalog's way to name the writer */
bool word_is_bracketed(strv word);
/* "WARNING": SONiC writes it between host and tag. -1: none */
int8_t word_severity_in_capitals(strv word);

#endif
