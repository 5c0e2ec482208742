#include "check/ci.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// clang-format off
/* Those that also set CI=true stand before it. Gitea and Forgejo call themselves GITHUB_ACTIONS too, and act like it. */
static const struct ci all[] = {
	{"GITHUB_ACTIONS", "true", "GitHub Actions", "github", NULL},
	{"GITLAB_CI", "true", "GitLab CI", "human", "--report=gitlab:gl-code-quality-report.json or --report=junit:oomlog.xml"},
	{"JENKINS_URL", NULL, "Jenkins", "human", "--report=junit:oomlog.xml"},
	{"TF_BUILD", NULL, "Azure Pipelines", "human", "--report=junit:oomlog.xml"},
	{"CIRCLECI", "true", "CircleCI", "human", "--report=junit:oomlog.xml"},
	{"BUILDKITE", "true", "Buildkite", "human", "--report=junit:oomlog.xml"},
	{"TEAMCITY_VERSION", NULL, "TeamCity", "human", "--report=junit:oomlog.xml"},
	{"BITBUCKET_BUILD_NUMBER", NULL, "Bitbucket Pipelines", "human", "--report=junit:test-results/oomlog.xml"},
	{"CI", "true", "a CI", "human", NULL},
};
// clang-format on

const struct ci *ci_detect(void)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *value = getenv(all[i].variable);

		if (value != NULL && value[0] != '\0' && (all[i].value == NULL || strcmp(value, all[i].value) == 0))
			return &all[i];
	}
	return NULL;
}

const char *ci_summary_file(const struct ci *ci)
{
	const char *file = ci != NULL && strcmp(ci->format, "github") == 0 ? getenv("GITHUB_STEP_SUMMARY") : NULL;

	return file != NULL && file[0] != '\0' ? file : NULL;
}
