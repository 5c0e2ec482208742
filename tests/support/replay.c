/* Runs a fuzz target over files, and over all files of folders, once each: for builds without libFuzzer. */
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of its very size, so that a sanitizer sees a read behind the end. */
static int replay(const char *path, size_t size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(size > 0 ? size : 1);
	int status = -1;

	if (f == NULL || data == NULL || fread(data, 1, size, f) != size) {
		perror(path);
	} else {
		LLVMFuzzerTestOneInput(data, size);
		status = 0;
	}
	free(data);
	if (f != NULL)
		fclose(f);
	return status;
}

int main(int argc, char **argv)
{
	FTS *tree = argc > 1 ? fts_open(argv + 1, FTS_LOGICAL | FTS_NOCHDIR, NULL) : NULL;
	unsigned replayed = 0, failed = 0;
	FTSENT *entry;

	if (tree == NULL) {
		fprintf(stderr, "usage: %s FILE|DIR...\n", argv[0]);
		return 2;
	}
	while ((entry = fts_read(tree)) != NULL) {
		if (entry->fts_info != FTS_F)
			continue;
		failed += replay(entry->fts_accpath, (size_t)entry->fts_statp->st_size) < 0;
		replayed++;
	}
	fts_close(tree);
	printf("%u inputs\n", replayed);
	return failed > 0 || replayed == 0;
}
