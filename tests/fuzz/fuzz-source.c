/* A file of any kind -> bytes of logs: compressed, archived, one in the other, damaged. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/source.h"

/* What is read of one file, and in how many inputs: it is not the point to wait for a bomb. */
enum { MOST_BYTES = 4 << 20, MOST_INPUTS = 64, PIECE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes of one input; its words are read, too. */
static size_t read_all(struct input *input)
{
	char buf[PIECE];
	size_t total = 0;
	ssize_t n = 1;
	const char *words;

	while (total < MOST_BYTES && (n = input_read(input, buf, sizeof(buf))) > 0)
		total += (size_t)n;
	words = input_error(input);
	if (n < 0 && (words == NULL || *words == '\0'))
		abort();
	input_position(input);
	return total;
}

static void read_file(const char *path)
{
	struct inputs *in;
	struct input *input;
	size_t total = 0;

	if (inputs_new(&in) < 0)
		abort();
	if (inputs_add(in, path) < 0)
		abort();
	for (int n = 0; n < MOST_INPUTS && total < MOST_BYTES && inputs_next(in, &input) > 0; n++)
		total += read_all(input);
	inputs_free(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_file(path);
	close(fd);
	return 0;
}
