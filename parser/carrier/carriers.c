/* The table of carriers: what `--from` takes, and which stages of decoding each needs. */
#include "carrier/decoder.h"

/* clang-format off */
const struct carrier carriers[] = {
	[CARRIER_BARE] = {"bare", "kernel text without any prefix (dmesg -t, journalctl -o cat, pastes)",
		"Mem-Info:"},
	[CARRIER_DMESG] = {"dmesg", "dmesg, serial console",
		"[  187.123456] Mem-Info:"},
	[CARRIER_DMESG_RAW] = {"dmesg-raw", "dmesg -r, Android's dmesg, /proc/kmsg",
		"<4>[  187.123456] Mem-Info:"},
	[CARRIER_DMESG_DECODED] = {"dmesg-decoded", "dmesg -x",
		"kern  :warn  : [  187.123456] Mem-Info:"},
	[CARRIER_DMESG_CTIME] = {"dmesg-ctime", "dmesg -T, in any language",
		"[Sat Nov 21 01:34:44 2026] Mem-Info:"},
	[CARRIER_DMESG_ISO] = {"dmesg-iso", "dmesg --time-format iso",
		"2026-11-21T01:34:44,123456+00:00 Mem-Info:"},
	[CARRIER_DMESG_DELTA] = {"dmesg-delta", "dmesg -d",
		"[  187.123456 <    0.000123>] Mem-Info:"},
	[CARRIER_DMESG_RELTIME] = {"dmesg-reltime", "dmesg -e, dmesg -H",
		"[  +0.000123] Mem-Info:"},
	[CARRIER_DMESG_JSON] = {"dmesg-json", "dmesg -J",
		"{\"pri\":4,\"time\":187.123456,\"msg\":\"Mem-Info:\"}"},
	[CARRIER_KMSG] = {"kmsg", "/dev/kmsg",
		"4,1234,187123456,-;Mem-Info:"},
	[CARRIER_NETCONSOLE] = {"netconsole", "extended netconsole, messages in fragments",
		"4,1234,187123456,-,ncfrag=0/1034;Memory cgroup stats for"},
	[CARRIER_PSTORE] = {"pstore", "pstore, ramoops: dmesg -r behind \"Panic#1 Part1\"",
		"<4>[  187.123456][    C0] Mem-Info:"},
	[CARRIER_SYSLOG] = {"syslog", "syslog daemons' files, with or without <priority>",
		"Nov 21 01:34:44 host kernel: [  187.123456] Mem-Info:"},
	[CARRIER_SYSLOG_ISO] = {"syslog-iso", "syslog daemons' files with RFC 3339 stamps",
		"2026-11-21T01:34:44.123456+00:00 host kernel: [  187.123456] Mem-Info:"},
	[CARRIER_SYSLOG_RFC5424] = {"syslog-rfc5424", "RFC 5424 lines",
		"<4>1 2026-11-21T01:34:44.123Z host kernel - - - [  187.123456] Mem-Info:"},
	[CARRIER_SYSLOG_JSON] = {"syslog-json", "rsyslog's JSON templates",
		"{\"@timestamp\":\"2026-11-21T01:34:44+00:00\",\"host\":\"h\",\"facility\":\"kern\","
		"\"program\":\"kernel\",\"message\":\"Mem-Info:\"}"},
	[CARRIER_KERNEL_TAG] = {"kernel-tag", "nothing but the tag; a syslog daemon's broadcast on terminals",
		" kernel:[  187.123456] Mem-Info:"},
	[CARRIER_LOGREAD] = {"logread", "OpenWrt's logread",
		"Sat Nov 21 01:34:44 2026 kern.warn kernel: [  187.123456] Mem-Info:"},
	[CARRIER_JOURNAL_SHORT] = {"journal-short", "journalctl, -o short, short-precise; syslog without printk times",
		"Nov 21 01:34:44 host kernel: Mem-Info:"},
	[CARRIER_JOURNAL_ISO] = {"journal-short-iso", "journalctl -o short-iso, short-iso-precise",
		"2026-11-21T01:34:44+0000 host kernel: Mem-Info:"},
	[CARRIER_JOURNAL_FULL] = {"journal-short-full", "journalctl -o short-full, with-unit",
		"Sat 2026-11-21 01:34:44 UTC host kernel: Mem-Info:"},
	[CARRIER_JOURNAL_MONOTONIC] = {"journal-short-monotonic", "journalctl -o short-monotonic",
		"[  187.123456] host kernel: Mem-Info:"},
	[CARRIER_JOURNAL_UNIX] = {"journal-short-unix", "journalctl -o short-unix",
		"1795224884.123456 host kernel: Mem-Info:"},
	[CARRIER_JOURNAL_VERBOSE] = {"journal-verbose", "journalctl -o verbose",
		"Sat 2026-11-21 01:34:44.123456 UTC [s=0a;i=1;b=0b;m=b272940;t=660bff83c16e1;x=1]"},
	[CARRIER_JOURNAL_JSON] = {"journal-json", "journalctl -o json, json-pretty, json-sse, json-seq",
		"{\"MESSAGE\":\"Mem-Info:\",\"_TRANSPORT\":\"kernel\",\"__REALTIME_TIMESTAMP\":\"1795224884123456\"}"},
	[CARRIER_JOURNAL_EXPORT] = {"journal-export", "journalctl -o export",
		"__CURSOR=s=0a;i=1;b=0b;m=b272940;t=660bff83c16e1;x=1"},
	[CARRIER_CRI] = {"cri", "a container's log, Kubernetes CRI",
		"2026-11-21T01:34:44.123456789Z stdout F Mem-Info:"},
	[CARRIER_DOCKER_JSON] = {"docker-json", "a container's log, docker's json-file",
		"{\"log\":\"Mem-Info:\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T01:34:44.123456789Z\"}"},
	[CARRIER_SERVICE_JSON] = {"service-json", "a log service's JSON: CloudWatch, Cloud Logging, Elasticsearch, Splunk, Loki, Graylog",
		"{\"timestamp\":\"2026-11-21T01:34:44Z\",\"textPayload\":\"[  187.123456] Mem-Info:\"}"},
	[CARRIER_ISO_STAMP] = {"iso-stamp", "anything behind an RFC 3339 stamp (docker logs -t, kubectl logs --timestamps)",
		"2026-11-21T01:34:44.123456789Z Mem-Info:"},
	[CARRIER_GITHUB] = {"github", "GitHub Actions' job logs",
		"2026-11-21T01:34:44.1234567Z Mem-Info:"},
	[CARRIER_GITLAB] = {"gitlab", "GitLab's job logs",
		"2026-11-21T01:34:44.123456Z 00O Mem-Info:"},
	[CARRIER_LOGCAT] = {"logcat", "Android's logcat",
		"11-21 01:34:44.123     0     0 W         : [  187.123456] Mem-Info:"},
	[CARRIER_VMWARE] = {"vmware", "vmware.log of a virtual machine's host",
		"2026-11-21T01:34:44.127Z In(05) vcpu-5 - Guest: <6>[  187.123456] Mem-Info:"},
	[CARRIER_K8S_EVENT] = {"k8s-event", "kubectl's list of events",
		"Warning  OOMKilling  Memory cgroup out of memory: Killed process 4400 (stress)"},
};
/* clang-format on */

const size_t n_carriers = CARRIER_COUNT;
_Static_assert(sizeof(carriers) / sizeof(*carriers) == CARRIER_COUNT, "a carrier without a row");

const char *oomlog_carrier_name(size_t i)
{
	return i < n_carriers ? carriers[i].name : NULL;
}

const char *oomlog_carrier_description(size_t i)
{
	return i < n_carriers ? carriers[i].what : NULL;
}
