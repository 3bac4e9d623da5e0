/** The choices of the campaigns: kinds of wrong answers and their reads, AWS failures, and clock changes. */
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";

export const staleness: readonly FaultEffect[] = [
	{ fault: "staleRead", ageWrites: 1 },
	{ fault: "staleRead", ageSeconds: 5 },
	{ fault: "staleRead", ageSeconds: 60 },
	{ fault: "partialRead", lacks: "lastPage" },
	{ fault: "partialRead", lacks: "items" },
];
/** The reads from which evenkeel derives absence, ownership and progress. */
export const reads = [
	"ecs:DescribeClusters",
	"ecs:ListClusters",
	"ecs:DescribeServices",
	"ecs:ListServices",
	"ecs:ListTaskDefinitions",
	"ecs:ListTaskDefinitionFamilies",
	"ecs:DescribeTaskDefinition",
	"ecs:ListTasks",
	"servicediscovery:ListNamespaces",
	"servicediscovery:ListServices",
	"servicediscovery:ListInstances",
	"servicediscovery:ListTagsForResource",
	"servicediscovery:GetOperation",
	"servicediscovery:ListOperations",
	"route53:GetHostedZone",
	"*",
];
export const outages: readonly FaultEffect[] = [
	{ fault: "throttle" },
	{ fault: "internalFailure" },
	{ fault: "dropRequest" },
	{ fault: "dropResponse" },
	{ fault: "neverAnswers" },
	{ fault: "neverAnswers", of: "response" },
];
export const clocks = ["forward", "back", "freeze", "suspend"] as const;
