/*
 * The kernel's test of free memory redone. Each row is a report of a few lines and the arithmetic by hand, from
 * __zone_watermark_ok() and __alloc_pages_may_oom().
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "reports/diagnosis/request.h"
#include "test-render-events.h"
#include "tests/support/collect.h"

#define OOM(gfp, order) "[    9.1] eater invoked oom-killer: gfp_mask=" gfp ", order=" order ", oom_score_adj=0\n"
#define OOM_NODES(gfp, nodes) \
	"[    9.1] eater invoked oom-killer: gfp_mask=" gfp ", nodemask=" nodes ", order=0, oom_score_adj=0\n"
#define FAILURE(gfp, order) "[    9.1] eater: page allocation failure: order:" order ", mode:" gfp ", nodemask=(null)\n"
#define ALLOWED(nodes)      "[    9.1] eater cpuset=/ mems_allowed=" nodes "\n"
#define MEM                 "[    9.1] Mem-Info:\n"
#define COUNTERS(free) \
	"[    9.1] active_anon:786 inactive_anon:55156 isolated_anon:0\n free:" free " free_pcp:62 free_cma:0\n"
#define LINE(text) "[    9.1] " text "\n"
#define KILL       "[    9.1] Out of memory: Killed process 121 (eater) total-vm:1537320kB, anon-rss:219868kB, file-rss:8kB\n"

#define MOVABLE "0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)"
#define KERNEL  "0x40cc0(GFP_KERNEL|__GFP_COMP)"
#define ATOMIC  "0xa20(GFP_ATOMIC)"
#define ATOMIC6 "0x820(GFP_ATOMIC)"

#define BLOCKS_4K(zone) LINE(zone ": 2*4kB (UM) 1*8kB (M) 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB 0*1024kB = 16kB")

struct row {
	const char *name, *log;
	enum request_refusal refusal;
	bool certain;
	const char *zone;
	int64_t node;
	/* kB */
	int64_t free, cma, highatomic, usable, min, high, reserve;
	enum request_mark mark;
	int64_t missing_order, useless;
	bool low_zone, bound_zone, cma_only, other_nodes_free;
};

#define NONE OOMLOG_ABSENT

/* clang-format off */
static const struct row rows[] = {
	{"the min that is printed has the boost in it: 1000 <= 2172 + 215 pages, 1852 <= 3864",
	 OOM(MOVABLE, "0") MEM
	 LINE("DMA free:1000kB boost:2048kB min:2172kB low:2200kB high:2228kB reserved_highatomic:0KB present:15992kB managed:15360kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 215 215 215")
	 LINE("Normal free:1852kB boost:2048kB min:3864kB low:4316kB high:4768kB reserved_highatomic:0KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Normal") KILL,
	 REQUEST_BELOW_MIN, true, "Normal", NONE, 1852, 0, 0, 1852, 3864, 4768, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"over min: the last try is against the high mark",
	 OOM(KERNEL, "0") MEM
	 LINE("Node 0 Normal free:3000kB min:2000kB low:2500kB high:3000kB reserved_highatomic:0KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 0 Normal") KILL,
	 REQUEST_BELOW_HIGH, true, "Normal", 0, 3000, 0, 0, 3000, 2000, 3000, 0, REQUEST_MARK_HIGH, NONE, 0,
	 false, false, false, false},
	{"one page over the high mark: not explained by the figures",
	 OOM(KERNEL, "0") MEM
	 LINE("Node 0 Normal free:3004kB min:2000kB low:2500kB high:3000kB reserved_highatomic:0KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 0 Normal") KILL,
	 REQUEST_ABOVE_MARKS, false, "Normal", 0, 3004, 0, 0, 3004, 2000, 3000, 0, REQUEST_MARK_HIGH, NONE, 0,
	 false, false, false, false},
	{"32 bit: Normal and CMA memory, while HighMem has room; 187396 - 163840 <= 33792",
	 OOM("0x101cc0(GFP_USER|__GFP_WRITE)", "0") MEM
	 LINE("DMA free:187396kB min:22528kB low:28160kB high:33792kB reserved_highatomic:0KB present:1441792kB managed:1441784kB free_cma:163840kB")
	 LINE("lowmem_reserve[]: 0 0 1216 0")
	 LINE("HighMem free:1203904kB min:512kB low:11592kB high:22672kB reserved_highatomic:0KB present:1245184kB managed:1245184kB free_cma:65100kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("DMA") KILL,
	 REQUEST_BELOW_HIGH, true, "DMA", NONE, 187396, 163840, 0, 23556, 22528, 33792, 0, REQUEST_MARK_HIGH, NONE, 0,
	 true, false, true, false},
	{"fragmented: 1028 kB over the mark, blocks of order 3 only for CMA, atomic requests and isolation",
	 OOM(KERNEL, "3") MEM
	 LINE("Node 0 Normal free:5232kB min:2000kB low:2500kB high:3000kB reserved_highatomic:512KB present:245620kB managed:223824kB free_cma:128kB")
	 LINE("lowmem_reserve[]: 0 0 0 0")
	 LINE("Node 0 Normal: 1000*4kB (UME) 50*8kB (M) 2*16kB (M) 1*32kB (I) 4*64kB (H) 1*128kB (C) 0*256kB 0*512kB 1*1024kB (HC) = 5872kB")
	 KILL,
	 REQUEST_FRAGMENTED, true, "Normal", 0, 5232, 128, 512, 4564, 2000, 3000, 0, REQUEST_MARK_MIN, 3, 1440,
	 false, false, false, false},
	{"up to 4.3: a block is there, but what is left in the larger ones is not over the halved mark",
	 /* 3000 - 28 = 2972 > 500; order 0: 2972 - 2400 = 572 > 248; order 1: 572 - 400 = 172 > 124;
	  * order 2: 172 - 112 = 60 <= 60 (500 -> 248 -> 124 -> 60 in pages of 4 kB: 125 62 31 15) */
	 OOM("0x40d0", "3") MEM
	 LINE("Node 0 Normal free:3000kB min:500kB low:600kB high:700kB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0")
	 LINE("Node 0 Normal: 600*4kB (UEM) 50*8kB (M) 7*16kB (M) 0*32kB 1*64kB (R) 0*128kB = 2976kB")
	 KILL,
	 REQUEST_FRAGMENTED, true, "Normal", 0, 3000, 0, 0, 2972, 500, 700, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"a cpuset: node 0 has room and may not be used",
	 OOM("0x280da", "0") ALLOWED("1") MEM
	 LINE("Node 0 DMA32 free:100972kB min:888kB low:1108kB high:1332kB present:113120kB")
	 LINE("lowmem_reserve[]: 0 0 0 0")
	 LINE("Node 1 DMA32 free:996kB min:1016kB low:1268kB high:1524kB present:129152kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 1 DMA32") KILL,
	 REQUEST_BELOW_MIN, true, "DMA32", 1, 996, 0, 0, 996, 1016, 1524, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, true},
	{"a memory policy of a kernel that does not print it: bound to the node that refused",
	 OOM("0x280da", "0") ALLOWED("0-1") MEM
	 LINE("Node 0 DMA32 free:100972kB min:888kB low:1108kB high:1332kB present:113120kB")
	 LINE("lowmem_reserve[]: 0 0 0 0")
	 LINE("Node 1 DMA32 free:996kB min:1016kB low:1268kB high:1524kB present:129152kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 1 DMA32") KILL,
	 REQUEST_BELOW_MIN, false, "DMA32", 1, 996, 0, 0, 996, 1016, 1524, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, true},
	{"the same where it is printed that there is none: the figures do not tell",
	 OOM_NODES(MOVABLE, "(null)") ALLOWED("0-1") MEM
	 LINE("Node 0 DMA32 free:100972kB min:888kB low:1108kB high:1332kB present:113120kB managed:113120kB")
	 LINE("lowmem_reserve[]: 0 0 0 0")
	 LINE("Node 1 DMA32 free:996kB min:1016kB low:1268kB high:1524kB present:129152kB managed:129152kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 1 DMA32") KILL,
	 REQUEST_ABOVE_MARKS, false, "DMA32", 0, 100972, 0, 0, 100972, 888, 1332, 0, REQUEST_MARK_HIGH, NONE, 0,
	 false, false, false, false},
	{"5.x, atomic: 2000 kB are 500 pages, 250 for __GFP_HIGH, 188 for atomic; 752 <= 752",
	 FAILURE(ATOMIC, "0") MEM
	 LINE("Node 0 Normal free:752kB min:2000kB low:2500kB high:3000kB reserved_highatomic:512KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 0 Normal"),
	 REQUEST_BELOW_MIN, true, "Normal", 0, 752, 0, 0, 752, 752, 3000, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"6.3 and later, atomic: the boost is not asked of single pages; (2000 - 400) kB -> 200 -> 150 pages",
	 FAILURE(ATOMIC6, "0") MEM
	 LINE("Node 0 Normal free:600kB boost:400kB min:2000kB low:2500kB high:3000kB reserved_highatomic:512KB free_highatomic:8KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 0 Normal"),
	 REQUEST_BELOW_MIN, true, "Normal", 0, 600, 0, 0, 600, 600, 3000, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"a failure is tested against min alone: over min and under high it is not explained",
	 FAILURE(KERNEL, "0") MEM
	 LINE("Node 0 Normal free:2500kB min:2000kB low:2500kB high:3000kB reserved_highatomic:0KB present:245620kB managed:223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0") BLOCKS_4K("Node 0 Normal"),
	 REQUEST_ABOVE_MARKS, false, "Normal", 0, 2500, 0, 0, 2500, 2000, 3000, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"__GFP_DMA: only the small zone may serve; Normal has room",
	 OOM("0xcc1(GFP_KERNEL|GFP_DMA)", "0") MEM
	 LINE("Node 0 DMA free:8kB min:40kB low:48kB high:60kB reserved_highatomic:0KB present:15992kB managed:15360kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 3000 9000 9000 9000")
	 LINE("Node 0 Normal free:900000kB min:2000kB low:2500kB high:3000kB reserved_highatomic:0KB present:8245620kB managed:8223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0 0") BLOCKS_4K("Node 0 DMA") KILL,
	 REQUEST_BELOW_MIN, true, "DMA", 0, 8, 0, 0, 8, 40, 60, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, true, false, false},
	{"a small zone that just passes does not hide that the large one was short",
	 OOM(KERNEL, "0") MEM
	 LINE("Node 0 DMA free:656kB min:220kB low:272kB high:324kB reserved_highatomic:0KB present:15992kB managed:15360kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 59 59 59 59")
	 LINE("Node 0 DMA32 free:836kB min:880kB low:1100kB high:1320kB reserved_highatomic:0KB present:114560kB managed:73824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0 0") BLOCKS_4K("Node 0 DMA32") KILL,
	 REQUEST_BELOW_MIN, false, "DMA32", 0, 836, 0, 0, 836, 880, 1320, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
	{"the index into lowmem_reserve is the request's zone, also where higher ones are 0: 8000 <= 20 + 6821 pages? no, Movable's is 0",
	 OOM(MOVABLE, "0") MEM
	 LINE("Node 0 DMA free:20kB boost:0kB min:20kB low:32kB high:44kB reserved_highatomic:0KB present:15992kB managed:15360kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 2895 6821 0 0")
	 LINE("Node 0 Normal free:27000kB boost:0kB min:27228kB low:31244kB high:35260kB reserved_highatomic:0KB present:4245620kB managed:4223824kB free_cma:0kB")
	 LINE("lowmem_reserve[]: 0 0 0 0 0") BLOCKS_4K("Node 0 Normal") KILL,
	 REQUEST_BELOW_MIN, true, "Normal", 0, 27000, 0, 0, 27000, 27228, 35260, 0, REQUEST_MARK_MIN, NONE, 0,
	 false, false, false, false},
};
/* clang-format on */

ParameterizedTestParameters(request, reports)
{
	static size_t index[sizeof(rows) / sizeof(rows[0])];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(rows) / sizeof(rows[0]));
}

static void read_one(const char *log, struct collected *ret, struct request *r)
{
	cr_assert_eq(collect_bytes(log, strlen(log), 0, NULL, ret), 0);
	cr_assert_eq(ret->n, 1, "%zu events in %s", ret->n, log);
	request_of_event(ret->events[0], r);
}

static void size_is(const struct row *row, const char *what, uint64_t got, int64_t want_kb)
{
	cr_expect_eq(got, (uint64_t)want_kb * 1024, "%s: %s is %llu kB, not %lld", row->name, what,
	             (unsigned long long)got / 1024, (long long)want_kb);
}

static void zone_is(const struct row *row, const struct request_zone *z)
{
	cr_expect(str_eq(z->zone->zone, str_of(row->zone)), "%s: %.*s", row->name, (int)z->zone->zone.n,
	          z->zone->zone.p);
	cr_expect_eq(z->zone->node, row->node, "%s", row->name);
	cr_expect(z->allowed);
	size_is(row, "free", z->free_bytes, row->free);
	size_is(row, "cma", z->cma_bytes, row->cma);
	size_is(row, "highatomic", z->highatomic_bytes, row->highatomic);
	size_is(row, "usable", z->usable_bytes, row->usable);
	size_is(row, "min", z->min_bytes, row->min);
	size_is(row, "high", z->high_bytes, row->high);
	size_is(row, "reserve", z->reserve_bytes, row->reserve);
	size_is(row, "useless", z->useless_block_bytes, row->useless);
	cr_expect_eq(z->mark, row->mark, "%s", row->name);
	cr_expect_eq(z->missing_order, row->missing_order, "%s: %lld", row->name, (long long)z->missing_order);
}

ParameterizedTest(size_t *index, request, reports)
{
	const struct row *row = &rows[*index];
	struct collected c = {0};
	struct request r;

	read_one(row->log, &c, &r);
	cr_assert_eq(r.refusal, row->refusal, "%s: %s, %s", row->name, request_refusal_name(r.refusal),
	             r.uncertain_because != NULL ? r.uncertain_because : "");
	cr_expect_eq(r.certain, row->certain, "%s", row->name);
	cr_expect_eq(r.uncertain_because == NULL, row->certain, "%s", row->name);
	cr_assert_not_null(r.zone);
	zone_is(row, r.zone);
	cr_expect_eq(r.low_zone, row->low_zone, "%s", row->name);
	cr_expect_eq(r.bound_zone, row->bound_zone, "%s", row->name);
	cr_expect_eq(r.cma_only, row->cma_only, "%s", row->name);
	cr_expect_eq(r.other_nodes_free, row->other_nodes_free, "%s", row->name);
	collect_release(&c);
}

/* Where the old test fails is told step by step. */
Test(request, halving_steps)
{
	struct collected c = {0};
	struct request r;

	read_one(rows[5].log, &c, &r);
	cr_expect_eq(r.zone->failed_order, 3);
	cr_expect_eq(r.zone->left_bytes, 60 * 1024);
	cr_expect_eq(r.zone->left_mark_bytes, 60 * 1024);
	cr_expect_eq(r.bytes, 32 * 1024);
	collect_release(&c);
}

/* A node of memory that was added as movable only, and a request that cannot be moved. */
Test(request, no_zone)
{
	static const char log[] = OOM_NODES("0x500cc2(GFP_HIGHUSER|__GFP_ACCOUNT)", "(null)") ALLOWED("4")
		MEM LINE("Node 4 Movable free:130021408kB min:9140kB low:139160kB high:269180kB present:134217728kB "
	                 "managed:134217728kB") LINE("lowmem_reserve[]: 0 0 0 0 0") BLOCKS_4K("Node 4 Movable") KILL;
	struct collected c = {0};
	struct request r;

	read_one(log, &c, &r);
	cr_expect_eq(r.refusal, REQUEST_NO_ZONE);
	cr_expect_null(r.zone);
	collect_release(&c);
}

static void is_unknown(const char *log, const char *why)
{
	struct collected c = {0};
	struct request r;

	read_one(log, &c, &r);
	cr_expect_eq(r.refusal, REQUEST_UNKNOWN, "%s: %s", why, request_refusal_name(r.refusal));
	cr_expect_not(r.certain);
	cr_assert_not_null(r.uncertain_because);
	cr_expect_str_eq(r.uncertain_because, why);
	collect_release(&c);
}

#define ROOM                                                                                        \
	MEM LINE("Node 0 Normal free:900000kB min:2000kB low:2500kB high:3000kB present:8245620kB " \
	         "managed:8223824kB free_cma:0kB") LINE("lowmem_reserve[]: 0 0 0 0 0")

/* Damaged reports: what is missing is said, nothing is guessed. */
Test(request, unknown)
{
	is_unknown(KILL, "the line that says what was asked for is missing");
	is_unknown(OOM(KERNEL, "0") KILL, "the lines of the zones are missing");
	is_unknown(OOM(KERNEL, "0") ROOM KILL, "the size of a page is not known");
	is_unknown(OOM("0x0()", "0") ROOM BLOCKS_4K("Node 0 Normal") KILL,
	           "the page fault handler asked for the kill (gfp_mask 0): what was refused before is not in the log");
	is_unknown(OOM(KERNEL, "2") ROOM BLOCKS_4K("Node 0 DMA") KILL, "the list of free blocks is missing");
	is_unknown(OOM(KERNEL, "77") ROOM BLOCKS_4K("Node 0 Normal") KILL, "the order of the request is missing");
}

/* Neither sysrq nor a cgroup's limit has a zone to blame. */
Test(request, no_arithmetic)
{
	struct oomlog_event *ev = events_global();
	struct request r;

	event_trigger(ev)->manual = true;
	request_of_event(ev, &r);
	cr_expect_eq(r.refusal, REQUEST_MANUAL);
	cr_expect(r.certain);
	oomlog_event_unref(ev);

	ev = events_memcg();
	request_of_event(ev, &r);
	cr_expect_eq(r.refusal, REQUEST_MEMCG);
	cr_expect(r.certain);
	cr_expect_eq(r.n_zones, 0);
	oomlog_event_unref(ev);
}

/* Numbers that no kernel would print must not overflow. */
Test(request, absurd)
{
	static const uint64_t numbers[] = {0, 1, 4095, INT64_MAX, UINT64_MAX - 1, UINT64_MAX};
	enum { N = sizeof(numbers) / sizeof(numbers[0]) };

	for (size_t i = 0; i < (size_t)N * N * N; i++) {
		struct oomlog_event *ev = events_global();
		struct oomlog_zone *zone = &ev->memory->zones.items[0];
		struct request r;

		ev->trigger->order = (int64_t)(i % 25) - 2;
		ev->kernel->page_size_bytes = i % 2 != 0 ? numbers[i % N] : 4096;
		for (size_t f = 0; f < zone->fields.n; f++)
			zone->fields.items[f].value = numbers[(i / (f + 1)) % N];
		zone->lowmem_reserve_pages.items[0] = (int64_t)(numbers[i % N] / 2);
		zone->free_blocks.items[0].count = numbers[i / N % N];
		zone->free_blocks.items[0].order = (int64_t)numbers[i / N / N];
		zone->node = (int64_t)numbers[i / N % N];
		ev->trigger->mems_allowed = STR("0-99999999999999999999,x");
		request_of_event(ev, &r);
		cr_expect_not_null(request_refusal_name(r.refusal));
		oomlog_event_unref(ev);
	}
}

/* More zones than are kept. */
Test(request, many_zones)
{
	struct oomlog_event *ev = events_global();
	struct request r;

	for (size_t i = 0; i < 2 * REQUEST_ZONES; i++)
		events_zone(ev, "Normal", 448, 4220, 153600);
	request_of_event(ev, &r);
	cr_expect_eq(r.n_zones, REQUEST_ZONES);
	cr_expect(r.zones_cut);
	cr_expect_eq(r.refusal, REQUEST_BELOW_MIN);
	oomlog_event_unref(ev);
}
