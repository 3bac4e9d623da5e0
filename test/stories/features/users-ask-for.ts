/** Features that users ask for and other tools do not have, with the tests that prove them. */
import type { Feature } from "./feature.ts";

export const usersAskFor: readonly Feature[] = [
	{
		what: "tasks, instances and records compared, and repaired if that is safe",
		proofs: [
			[
				"stories/discovery-truth.test.ts",
				"reports a running task without an instance, and clears the report once it is registered",
			],
			["stories/discovery-truth.test.ts", "deregisters instances that ECS has left behind, once, also after a restart"],
		],
	},
	{
		what: "clients redeployed once for an endpoint that was created after them",
		proofs: [
			[
				"stories/service-connect-later.test.ts",
				"gets the client that uses it redeployed exactly once, and then makes no calls",
			],
		],
	},
	{
		what: "tasks registered again in a registry that was recreated under its ID",
		proofs: [
			["stories/discovery-truth.test.ts", "redeploys a service once whose registry was recreated under its old ID"],
		],
	},
	{
		what: "one deployment for a new digest, and one for a new value of policy.redeploy",
		proofs: [
			["stories/follow-digest.test.ts", "deploys once for each pushed digest, and makes no calls in between"],
			["stories/golang-app.test.ts", "starts exactly one deployment for each new value, and none for an unchanged one"],
		],
	},
	{
		what: "account and Region checked before the first plan",
		proofs: [
			["commands/against-one-aws.test.ts", "stops before the first plan when another account or region answers"],
		],
	},
	{
		what: "a limited number of concurrent rollouts, and none after failures",
		proofs: [
			["stories/rollouts.test.ts", "reaches all of them with $rollouts, and at most $most at once"],
			[
				"stories/rollouts.test.ts",
				"stops after a failure, and continues once it is reverted, also with a restarted controller",
			],
		],
	},
	{
		what: "a teardown that continues after an interruption",
		proofs: [
			["stories/cloud-map-hands-on-interrupted.test.ts", "that dies %s call %i of a teardown, %s, finishes it"],
			["stories/teardown.test.ts", "is deregistered before its registry is deleted"],
		],
	},
	{
		what: "what ECS has rolled back is not deployed again",
		proofs: [["stories/golang-app-rollback.test.ts", "is not started by a restarted controller either"]],
	},
	{
		what: "counts managed by autoscaling, within bounds",
		proofs: [["stories/owned-fields.test.ts", "that autoscaling sets to $set is $kept with $policy"]],
	},
	{
		what: "deletions by name or within a budget, all or none",
		proofs: [
			[
				"stories/cloud-map-hands-on-deletions.test.ts",
				"deletes nothing if too many are deleted at once, even with automatic pruning",
			],
		],
	},
	{
		what: "requests within a share of AWS's own limits",
		proofs: [["aws/budget.test.ts", "lets a burst through at once and then keeps to AWS's rate times our share"]],
	},
	{
		what: "images that CI owns, in a file or in AWS",
		proofs: [
			["stories/golang-app.test.ts", "deploys for a changed digest in a variable file, once for each digest"],
			["stories/live-images.test.ts", "are rolled forward and back by CI, and evenkeel sends nothing"],
		],
	},
	{
		what: "known problems of Cloud Map and Service Connect reported in advance",
		proofs: [
			[
				"stories/bridge-srv.test.ts",
				"rejects A records in bridge mode before any AWS call, and reports what to write instead",
			],
		],
	},
	{
		what: "the exact calls in a plan, ready to paste",
		proofs: [["report/plan.test.ts", "gives the CLI exactly the input, whatever is in it, when a shell reads it"]],
	},
	{
		what: "environments over one base",
		proofs: [["stories/environments.test.ts", "have their own resources, owner, count and names"]],
	},
	{
		what: "a suspension that expires",
		proofs: [["stories/break-glass.test.ts", "is not changed and its drift is shown, until the time is over"]],
	},
];
