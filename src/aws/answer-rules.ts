/**
 * What an answer to each read has at least, from the API references of the services and from answers of theirs that are public:
 * their lists are there when they are empty. What is missing in them is told by other means, such as `failures`.
 */
import { type AnswerRule, itemsOf, lastPart, memberOf, onlyAsked } from "./readable.ts";
import type { ReadOperation } from "./reads.ts";

const counts = ["runningCount", "pendingCount", "desiredCount"];
const clusterCounts = [
	"activeServicesCount",
	"runningTasksCount",
	"pendingTasksCount",
	"registeredContainerInstancesCount",
];

export const answerRules: Readonly<Record<ReadOperation, AnswerRule>> = {
	"ecs:DescribeClusters": {
		has: "clusters",
		each: ["clusterArn", "clusterName", "status", ...clusterCounts],
		strays: onlyAsked("clusters", "clusterArn", "clusters"),
	},
	"ecs:ListClusters": { has: "clusterArns" },
	"ecs:DescribeServices": {
		has: "services",
		each: ["serviceArn", "serviceName", "clusterArn", "status", ...counts],
		strays: (output, input) =>
			onlyAsked("services", "serviceArn", "services")(output, input) ??
			onlyAsked("services", "clusterArn", "cluster")(output, input),
	},
	"ecs:ListServices": { has: "serviceArns" },
	"ecs:DescribeTaskDefinition": {
		has: "taskDefinition",
		each: ["taskDefinitionArn", "family", "revision", "status"],
		strays: isRevision,
	},
	"ecs:ListTaskDefinitions": { has: "taskDefinitionArns", strays: isFamily },
	"ecs:ListTaskDefinitionFamilies": { has: "families" },
	"ecs:ListTasks": { has: "taskArns" },
	"ecs:DescribeTasks": {
		has: "tasks",
		each: ["taskArn", "lastStatus"],
		strays: onlyAsked("tasks", "taskArn", "tasks"),
	},
	"ecs:ListServiceDeployments": { has: "serviceDeployments", each: ["serviceDeploymentArn", "status"] },
	"ecs:DescribeServiceRevisions": { has: "serviceRevisions", each: ["serviceRevisionArn"], strays: tellsOfAll },
	"servicediscovery:ListNamespaces": { has: "Namespaces", each: ["Id", "Arn", "Name", "Type"] },
	"servicediscovery:ListServices": { has: "Services", each: ["Id", "Arn", "Name"] },
	"servicediscovery:GetNamespace": {
		has: "Namespace",
		each: ["Id", "Arn", "Name", "Type"],
		strays: onlyAsked("Namespace", "Id", "Id"),
	},
	"servicediscovery:GetService": {
		has: "Service",
		each: ["Id", "Arn", "Name"],
		strays: onlyAsked("Service", "Id", "Id"),
	},
	"servicediscovery:ListInstances": { has: "Instances", each: ["Id"] },
	"servicediscovery:GetInstancesHealthStatus": { has: "Status" },
	"servicediscovery:GetOperation": {
		has: "Operation",
		each: ["Id", "Status"],
		strays: onlyAsked("Operation", "Id", "OperationId"),
	},
	"servicediscovery:ListOperations": { has: "Operations", each: ["Id"] },
	"servicediscovery:ListTagsForResource": { has: "Tags", each: ["Key"] },
	"route53:GetHostedZone": { has: "HostedZone", each: ["Id", "Name"], strays: onlyAsked("HostedZone", "Id", "Id") },
	"route53:ListResourceRecordSets": { has: "ResourceRecordSets", each: ["Name", "Type"] },
};

/** A revision is asked for by its ARN, by `family:revision`, or by its family, of which the newest one is meant. */
function isRevision(output: object, input: object): string | undefined {
	const { taskDefinitionArn = "" } = itemsOf(output, "taskDefinition")[0] ?? {};
	const shown = lastPart(String(taskDefinitionArn));
	const asked = lastPart(String(memberOf(input, "taskDefinition")));
	if (shown === asked || familyOf(shown) === asked) return undefined;
	return `it shows ${shown}, which was not asked for`;
}

/** ECS takes the whole name of a family for `familyPrefix` (ECS API reference, ListTaskDefinitions). */
function isFamily(output: object, input: object): string | undefined {
	const family = memberOf(input, "familyPrefix");
	const arns = memberOf(output, "taskDefinitionArns") as readonly string[];
	const isOther = (arn: string) => familyOf(lastPart(arn)) !== family;
	const stray = family === undefined ? undefined : arns.find(isOther);
	return stray && `it shows ${stray}, which was not asked for`;
}

/** The family of `family:revision`; undefined where there is no revision. */
function familyOf(name: string): string | undefined {
	return /^([^:]+):\d+$/.exec(name)?.[1];
}

/** A revision that is neither shown nor among the failures would count as gone. */
function tellsOfAll(output: object, input: object): string | undefined {
	const shown = itemsOf(output, "serviceRevisions").map(({ serviceRevisionArn }) => serviceRevisionArn);
	const failed = itemsOf(output, "failures").map(({ arn }) => arn);
	const asked = memberOf(input, "serviceRevisionArns") as readonly string[];
	const untold = asked.find((arn) => ![...shown, ...failed].includes(arn));
	return untold && `it leaves out ${untold}`;
}
