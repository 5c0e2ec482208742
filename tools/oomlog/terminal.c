#include "terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/str.h"

enum { WIDTH = 80, WIDTH_MIN = 40, WIDTH_MAX = 400 };

bool terminal_has_color(enum color wanted, int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (wanted != COLOR_AUTO)
		return wanted == COLOR_ALWAYS;
	/* no-color.org: set, whatever to, but not empty */
	return isatty(fd) == 1 && (no_color == NULL || no_color[0] == '\0') &&
		(term == NULL || strcmp(term, "dumb") != 0);
}

bool terminal_is_ascii(void)
{
	return strcasecmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

unsigned terminal_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t width = 0;

	if (columns == NULL || !str_to_u64(str_of(columns), &width))
		width = ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
	if (width == 0)
		return WIDTH;
	if (width < WIDTH_MIN)
		return WIDTH_MIN;
	return width < WIDTH_MAX ? (unsigned)width : WIDTH_MAX;
}
