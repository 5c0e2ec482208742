/* sd_notify(3), through libsystemd where it is; without a service manager nothing happens. */
#ifndef OOMLOG_TOOLS_NOTIFY_H
#define OOMLOG_TOOLS_NOTIFY_H

void notify_ready(void);
void notify_alive(void); /* the watchdog */
void notify_stopping(void);
/* At most this long between two notify_alive(): half of what WatchdogSec= asks for, or `most`. */
int notify_interval_ms(int most);

#endif
