/** What other tools have, too, and the tests that fail without it. */
import type { Feature, Proof } from "./feature.ts";

const fields = "kinds/every-field.test.ts";
const changesField = "changes $field by one call, puts it right, removes it, and is quiet";
const anySpec: Proof = ["kinds/in-sync.test.ts", "is in sync once it is there, in any order of AWS's lists"];

export const othersHave: readonly Feature[] = [
	{
		what: "clusters with settings, tags, a default namespace and capacity providers",
		proofs: [
			["stories/cluster.test.ts", "is created, kept as its manifest says, and deleted when the environment lists it"],
			[fields, changesField],
		],
	},
	{
		what: "namespaces of all three types",
		proofs: [
			["stories/fargate-a-records.test.ts", "answers private addresses in a public namespace too"],
			[
				"stories/cloud-map-hands-on.test.ts",
				"polls the creation of the namespace to SUCCESS, and builds on it only then",
			],
			anySpec,
		],
	},
	{
		what: "registries of all record types, routing policies and health checks",
		proofs: [
			["stories/bridge-srv.test.ts", "leads a client from SRV to the address and the port of each task"],
			[fields, changesField],
			anySpec,
			[
				"stories/weighted-records.test.ts",
				"a registry with WEIGHTED routing has one record set a task, and answers with one of them at a time",
			],
			[
				"stories/aaaa-and-cname-records.test.ts",
				"leads to the name that a person has registered, and from there to the tasks",
			],
			["stories/aaaa-and-cname-records.test.ts", "%s answers with the IPv6 addresses of 1, then 3, then 0 tasks"],
		],
	},
	{
		what: "a revision is registered only where content changed, and old ones go where the manifest says how many are kept",
		proofs: [
			["stories/upgrade.test.ts", "that %s makes no call"],
			["controller/bounds.test.ts", "registers nothing anew when AWS shows what was registered with another default"],
			[
				"stories/retention.test.ts",
				"go, the oldest first, down to as many as the manifest keeps, and then nothing is asked for it any more",
			],
			["stories/retention.test.ts", "stay while anything uses them, and go once it is gone"],
			["stories/retention.test.ts", "are there for the circuit breaker to go back to"],
		],
	},
	{
		what: "services: every field that can be changed, a count of 0 included",
		proofs: [
			[fields, changesField],
			[
				"stories/fargate-a-records.test.ts",
				"answers the private addresses of 1, then 4, then 0 tasks as these counts are committed",
			],
		],
	},
	{ what: "registries of a service added, changed and removed", proofs: [[fields, changesField]] },
	{
		what: "Service Connect of servers and clients, and drift of it",
		proofs: [
			["stories/service-connect.test.ts", "makes everything with the values of its manifests"],
			[fields, changesField],
		],
	},
	{
		what: "ECS's own deployment strategies, circuit breaker and alarms",
		proofs: [
			anySpec,
			[
				"stories/golang-app-rollback.test.ts",
				"is reported as Degraded with the reason and what to do, and is not begun again",
			],
			[
				"stories/traffic-shift.test.ts",
				"shifts to a new image by one call, is Progressing until the bake is over, and is quiet then",
			],
		],
	},
	{
		what: "a loop that puts right what is edited by hand",
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
			[
				"stories/discovery-truth.test.ts",
				"deploys a service once whose registry was deleted and came back under its old id",
			],
		],
	},
	{
		what: "observing alone, suspending and resuming",
		proofs: [
			["stories/observing.test.ts", "tells what it would do in an empty account, and never writes"],
			[
				"stories/break-glass.test.ts",
				"is put right within an interval once it is resumed, and a restart forgets nothing",
			],
		],
	},
	{
		what: "adopting what exists, and writing manifests from it",
		proofs: [
			["stories/adopting.test.ts", "sends tags alone and shows what differs, which the controller then puts right"],
			["stories/exporting.test.ts", "has no drift from its own manifests: %s"],
		],
	},
	{
		what: "fields that are somebody else's",
		proofs: [
			["stories/owned-fields.test.ts", "is somebody else's, whatever its manifest says"],
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
			["stories/cloud-map-hands-on.test.ts", "is torn down in the order in which AWS lets go"],
		],
	},
	{
		what: "deleting what left Git, only where that is allowed",
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
		what: "waiting until steady, a rollback being a failure",
		proofs: [["stories/awaiting.test.ts", "hears that ECS has rolled it back, and of the mended one's success"]],
	},
	{
		what: "checks before the first call",
		proofs: [
			[
				"stories/bridge-srv.test.ts",
				"is told before any call to AWS that A records are impossible in bridge mode, and what to write instead",
			],
			["stories/service-connect.test.ts", "says before AWS is called that execute command needs a task role"],
			[
				"stories/preflight.test.ts",
				"is waited for without a call that names it, and once it is there all goes on by itself",
			],
			["stories/preflight.test.ts", "is asked for once before the calls that name it, and never while all is in sync"],
			[
				"stories/preflight.test.ts",
				"since IAM denies it keeps nothing back, and is said in the plan and once in the log",
			],
		],
	},
	{
		what: "windows in which nothing is changed",
		proofs: [["stories/windows.test.ts", "keeps drift and commits waiting with a sentence, and is over when it says"]],
	},
	{
		what: "ever rarer tries of what fails, and looks at an interval",
		proofs: [
			["controller/harm.test.ts", "is tried as rarely as its back-off says, whatever depends on it"],
			[
				"stories/own-interval.test.ts",
				"drift of a service with an interval of its own is seen at that interval, not at the common one",
			],
		],
	},
	{
		what: "metrics of resources, drift, passes and AWS's answers",
		proofs: [
			["report/metrics.test.ts", "sets every gauge"],
			["report/metrics.test.ts", "count requests by operation and code, and throttling by service"],
		],
	},
];
