/** What users ask for and other tools do not have, and the tests that fail without it. */
import type { Feature } from "./feature.ts";

export const usersAskFor: readonly Feature[] = [
	{
		what: "tasks, instances and records compared, and repaired where that is safe",
		proofs: [
			[
				"stories/discovery-truth.test.ts",
				"tells of a task that runs and is no instance, and of nothing once it is one again",
			],
			["stories/discovery-truth.test.ts", "deregisters what ECS has left behind, once, also after a restart"],
		],
	},
	{
		what: "clients deployed once more for an endpoint that came after them",
		proofs: [
			[
				"stories/service-connect-later.test.ts",
				"gets the client that uses it deployed exactly once more, and then all is quiet",
			],
		],
	},
	{
		what: "tasks registered again in a registry that came back under its id",
		proofs: [
			[
				"stories/discovery-truth.test.ts",
				"deploys a service once whose registry was deleted and came back under its old id",
			],
		],
	},
	{
		what: "one deployment for a new digest, and one for a new value of policy.redeploy",
		proofs: [
			["stories/follow-digest.test.ts", "deploys once for each digest that is pushed, and is quiet in between"],
			[
				"stories/golang-app.test.ts",
				"begins exactly one deployment for each new value, and none for the value that it has",
			],
		],
	},
	{
		what: "account and region asked for before the first plan",
		proofs: [
			["commands/against-one-aws.test.ts", "stops before the first plan when another account or region answers"],
		],
	},
	{
		what: "so many rollouts at a time, and none after failures",
		proofs: [
			["stories/rollouts.test.ts", "reaches all of them with $rollouts, and at most $most at once"],
			[
				"stories/rollouts.test.ts",
				"stops after a failure, and goes on once that is reverted, also with a controller that was restarted",
			],
		],
	},
	{
		what: "teardown that goes on from wherever it stopped",
		proofs: [
			["stories/cloud-map-hands-on-interrupted.test.ts", "that dies %s call %i of a teardown, %s, finishes it"],
			["stories/teardown.test.ts", "is deregistered before its registry goes"],
		],
	},
	{
		what: "what ECS has thrown out is not deployed again",
		proofs: [["stories/golang-app-rollback.test.ts", "is not begun by a controller that has just been started either"]],
	},
	{
		what: "counts that are autoscaling's, within bounds",
		proofs: [["stories/owned-fields.test.ts", "that autoscaling sets to $set is $kept with $policy"]],
	},
	{
		what: "deletions by name or within a budget, all or none",
		proofs: [
			[
				"stories/cloud-map-hands-on-deletions.test.ts",
				"deletes nothing when so many go at once, not even where orphans may go by themselves",
			],
		],
	},
	{
		what: "requests within AWS's own limits, with room for others",
		proofs: [["aws/budget.test.ts", "lets a burst through at once and then keeps to AWS's rate times our share"]],
	},
	{
		what: "images that CI owns, in a file or at AWS",
		proofs: [
			["stories/golang-app.test.ts", "deploys for a changed digest in a variable file, once for each digest"],
			["stories/live-images.test.ts", "are rolled forward and back by CI, and evenkeel sends nothing"],
		],
	},
	{
		what: "the traps of Cloud Map and Service Connect told beforehand",
		proofs: [
			[
				"stories/bridge-srv.test.ts",
				"is told before any call to AWS that A records are impossible in bridge mode, and what to write instead",
			],
		],
	},
	{
		what: "the exact calls in a plan, to be pasted",
		proofs: [["report/plan.test.ts", "gives the CLI exactly the input, whatever is in it, when a shell reads it"]],
	},
	{
		what: "environments over one base",
		proofs: [["stories/environments.test.ts", "have each their own resources, owner, count and name"]],
	},
	{
		what: "a suspension that ends by itself",
		proofs: [["stories/break-glass.test.ts", "is left alone and its drift shown, until the time is over"]],
	},
];
