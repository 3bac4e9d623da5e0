/** Features that other tools also have, with the tests that prove them. */
import type { Feature, Proof } from "./feature.ts";

const fields = "kinds/every-field.test.ts";
const changesField = "changes $field by one call, puts it right, removes it, and is quiet";
const anySpec: Proof = ["kinds/in-sync.test.ts", "is in sync once it is there, in any order of AWS's lists"];

export const othersHave: readonly Feature[] = [
	{
		what: "clusters with settings, tags, a default namespace and capacity providers",
		proofs: [
			[
				"stories/cluster.test.ts",
				"is created, kept as its manifest declares, and deleted when the environment lists it",
			],
			[fields, changesField],
		],
	},
	{
		what: "namespaces of all three types",
		proofs: [
			["stories/fargate-a-records.test.ts", "answers private addresses in a public namespace too"],
			["stories/cloud-map-hands-on.test.ts", "polls the creation of the namespace to SUCCESS before it continues"],
			anySpec,
		],
	},
	{
		what: "registries of all record types, routing policies and health checks",
		proofs: [
			["stories/bridge-srv.test.ts", "resolves SRV to the address and the port of each task"],
			[fields, changesField],
			anySpec,
			[
				"stories/weighted-records.test.ts",
				"a registry with WEIGHTED routing has one record set per task, and answers with one of them at a time",
			],
			[
				"stories/aaaa-and-cname-records.test.ts",
				"resolves to the manually registered name, and from there to the tasks",
			],
			["stories/aaaa-and-cname-records.test.ts", "%s answers with the IPv6 addresses of 1, then 3, then 0 tasks"],
		],
	},
	{
		what: "a revision is registered only for changed content, and old ones are deregistered down to the number in the manifest",
		proofs: [
			["stories/upgrade.test.ts", "that %s makes no call"],
			["controller/bounds.test.ts", "registers nothing anew when AWS shows what was registered with another default"],
			[
				"stories/retention.test.ts",
				"are deregistered, the oldest first, down to the manifest's number, and then cause no more requests",
			],
			["stories/retention.test.ts", "are kept while anything uses them, and deregistered afterwards"],
			["stories/retention.test.ts", "are kept for a rollback by the circuit breaker"],
		],
	},
	{
		what: "services: every field that can change, including a count of 0",
		proofs: [
			[fields, changesField],
			[
				"stories/fargate-a-records.test.ts",
				"answers the private addresses of 1, then 4, then 0 tasks after these counts are committed",
			],
		],
	},
	{ what: "registries of a service added, changed and removed", proofs: [[fields, changesField]] },
	{
		what: "Service Connect of servers and clients, and drift of it",
		proofs: [
			["stories/service-connect.test.ts", "creates everything with the values of its manifests"],
			[fields, changesField],
		],
	},
	{
		what: "ECS's own deployment strategies, circuit breaker and alarms",
		proofs: [
			anySpec,
			[
				"stories/golang-app-rollback.test.ts",
				"is reported as Degraded with reason and remediation, and is not started again",
			],
			[
				"stories/traffic-shift.test.ts",
				"shifts to a new image by one call, is Progressing until the end of the bake time, and then makes no calls",
			],
		],
	},
	{
		what: "a loop that corrects manual changes",
		proofs: [
			[fields, changesField],
			[
				"commands/run.test.ts",
				"converges the examples, follows edits, undoes tampering, survives bad manifests, and ends cleanly",
			],
		],
	},
	{
		what: "what is deleted by hand is created again",
		proofs: [
			["stories/discovery-truth.test.ts", "redeploys a service once whose registry was recreated under its old ID"],
		],
	},
	{
		what: "observe mode, suspend and resume",
		proofs: [
			["stories/observing.test.ts", "reports what it would do in an empty account, and never writes"],
			[
				"stories/break-glass.test.ts",
				"is corrected within an interval after it is resumed, and a restart forgets nothing",
			],
		],
	},
	{
		what: "adopting existing resources, and exporting manifests from them",
		proofs: [
			["stories/adopting.test.ts", "sends only tags and shows differences, which the controller then corrects"],
			["stories/exporting.test.ts", "has no drift from its own manifests: %s"],
		],
	},
	{
		what: "fields managed by others",
		proofs: [
			["stories/owned-fields.test.ts", "is not managed, regardless of its manifest"],
			["stories/owned-fields.test.ts", "that autoscaling sets to $set is $kept with $policy"],
		],
	},
	{
		what: "creating and deleting in order",
		proofs: [
			[
				"stories/service-connect.test.ts",
				"completes the namespace before any service, and the server before the client",
			],
			["stories/cloud-map-hands-on.test.ts", "is deleted in the order that AWS requires"],
		],
	},
	{
		what: "deleting resources without manifests only if allowed",
		proofs: [
			[
				"stories/cloud-map-hands-on-deletions.test.ts",
				"deletes nothing that the environment does not list, and is reported",
			],
		],
	},
	{
		what: "a plan against the live AWS, with exit codes, as JSON and as Markdown",
		proofs: [
			["commands/against-one-aws.test.ts", "plans everything on an empty account, and tells so by the exit code"],
			["report/plan.test.ts", "has a table of what moves, and folded details"],
		],
	},
	{
		what: "waiting until steady, with a rollback as a failure",
		proofs: [["stories/awaiting.test.ts", "reports the rollback by ECS, and the success of the fixed commit"]],
	},
	{
		what: "checks before the first call",
		proofs: [
			[
				"stories/bridge-srv.test.ts",
				"rejects A records in bridge mode before any AWS call, and reports what to write instead",
			],
			["stories/service-connect.test.ts", "reports before any AWS call that ECS Exec requires a task role"],
			["stories/preflight.test.ts", "is awaited without a call that names it, and everything continues once it exists"],
			["stories/preflight.test.ts", "is checked once before the calls that name it, and never while all is in sync"],
			["stories/preflight.test.ts", "denied by IAM blocks nothing, and is reported in the plan and once in the log"],
		],
	},
	{
		what: "windows in which nothing is changed",
		proofs: [["stories/windows.test.ts", "pauses drift correction and commits with a message, and ends on time"]],
	},
	{
		what: "retries with growing back-off, and observation at an interval",
		proofs: [
			["controller/harm.test.ts", "is tried as rarely as its back-off says, whatever depends on it"],
			[
				"stories/own-interval.test.ts",
				"drift of a service with its own interval is observed at that interval, not at the common one",
			],
		],
	},
	{
		what: "metrics of resources, drift, reconciles and AWS's answers",
		proofs: [
			["report/metrics.test.ts", "sets every gauge"],
			["report/metrics.test.ts", "count requests by operation and code, and throttling by service"],
		],
	},
];
