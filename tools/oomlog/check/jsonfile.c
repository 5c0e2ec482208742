#include "check/jsonfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

struct json_object *jsonfile_read(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct json_object *document;

	if (fd < 0) {
		say("cannot open '%s': %s", file, strerror(errno));
		return NULL;
	}
	document = json_object_from_fd(fd);
	if (document == NULL)
		say("'%s' is no JSON", file);
	close(fd);
	return document;
}
