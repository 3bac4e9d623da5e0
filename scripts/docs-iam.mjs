// The permissions that evenkeel needs, made from the list of operations that it can send. AWS authorises more than what is
// called (roles are passed, hosted zones are made on our behalf); those actions stand here with their reasons.

/** Why each operation is sent. */
const reasons = {
	"ecs:DescribeClusters": "looks at clusters; also tells which account and region answer",
	"ecs:ListClusters": "finds clusters of ours that no manifest declares",
	"ecs:DescribeServices": "looks at services",
	"ecs:ListServices": "finds services of ours that no manifest declares",
	"ecs:DescribeTaskDefinition": "looks at revisions, each one once",
	"ecs:ListTaskDefinitions": "finds the newest revisions of a family",
	"ecs:ListTaskDefinitionFamilies": "finds families of ours that no manifest declares",
	"ecs:ListTasks": "finds the tasks that clients should find, stopped tasks, and whether a definition is still in use",
	"ecs:ListServiceDeployments": "tells whether ECS has thrown out what the manifest asks for",
	"ecs:DescribeServiceRevisions": "tells what that deployment was to run",
	"ecs:DescribeTasks": "reads why tasks stopped, and whether the task of an instance is gone",
	"servicediscovery:ListNamespaces": "looks at namespaces",
	"servicediscovery:ListServices": "looks at registries",
	"servicediscovery:ListInstances": "compares instances with tasks; waits for them to go before a registry is deleted",
	"servicediscovery:GetInstancesHealthStatus": "tells which instances DNS leaves out on purpose",
	"servicediscovery:GetOperation": "follows what Cloud Map does asynchronously",
	"servicediscovery:ListOperations": "finds operations under way after a restart",
	"servicediscovery:ListTagsForResource": "tells whose a namespace or registry is",
	"route53:GetHostedZone":
		"tells the VPC of a private namespace, and whether the zone of a deleted one is gone; without it both are taken on trust",
	"route53:ListResourceRecordSets": "compares the records of a registry with its instances",
	"ecs:CreateCluster": "",
	"ecs:UpdateCluster": "",
	"ecs:PutClusterCapacityProviders": "",
	"ecs:DeleteCluster": "",
	"ecs:RegisterTaskDefinition": "",
	"ecs:DeregisterTaskDefinition": "",
	"ecs:CreateService": "",
	"ecs:UpdateService": "",
	"ecs:DeleteService": "",
	"ecs:TagResource": "marks what is ours; AWS wants it for every create call with tags, too",
	"ecs:UntagResource": "removes tags whose value is null in the manifest",
	"servicediscovery:CreatePrivateDnsNamespace": "",
	"servicediscovery:CreatePublicDnsNamespace": "",
	"servicediscovery:CreateHttpNamespace": "",
	"servicediscovery:UpdatePrivateDnsNamespace": "",
	"servicediscovery:UpdatePublicDnsNamespace": "",
	"servicediscovery:UpdateHttpNamespace": "",
	"servicediscovery:DeleteNamespace": "",
	"servicediscovery:CreateService": "",
	"servicediscovery:UpdateService": "",
	"servicediscovery:DeleteService": "also the empty registries that ECS leaves behind in a namespace of ours that goes",
	"servicediscovery:DeregisterInstance": "removes instances that ECS has left behind after their tasks ended",
	"servicediscovery:TagResource": "marks what is ours; AWS wants it for create calls with tags, too",
	"servicediscovery:UntagResource": "removes tags whose value is null in the manifest",
};

/** What AWS authorises besides, and for what. */
const dependents = {
	"route53:CreateHostedZone": "a DNS namespace comes with a hosted zone",
	"route53:ListHostedZonesByName": "Cloud Map looks whether the zone exists already",
	"route53:DeleteHostedZone": "the zone goes with its namespace",
	"route53:ChangeResourceRecordSets": "Cloud Map writes SOA and records when a namespace or a TTL changes",
	"route53:GetHealthCheck": "only for registries with HealthCheckConfig (public namespaces)",
	"route53:UpdateHealthCheck": "the same",
	"route53:DeleteHealthCheck": "the same",
	"ec2:DescribeVpcs": "Cloud Map checks the VPC of a private namespace",
	"ec2:DescribeRegions": "the same",
};
const passing = {
	"iam:PassRole": "hands the roles that task definitions and services name to ECS; narrow it to those roles",
	"iam:CreateServiceLinkedRole": "ECS makes its own role the first time that an account uses it",
};

/** The tables and the two policies. Throws when an operation has no line here. */
export function iamParts(operations) {
	const unknown = operations.filter((operation) => reasons[operation] === undefined);
	const gone = Object.keys(reasons).filter((operation) => !operations.includes(operation));
	if (unknown.length + gone.length > 0) {
		throw new Error(`scripts/docs-iam.mjs and the list of operations differ in ${[...unknown, ...gone].join(", ")}`);
	}
	const reads = operations.filter(isRead);
	const writes = operations.filter((operation) => !isRead(operation));
	return {
		"iam-policy": json(fullPolicy(reads, writes)),
		"iam-policy-read-only": json(policy([statement("Look", reads)])),
		"iam-reasons": [
			"| action | why |",
			"|---|---|",
			...[...Object.entries({ ...reasons, ...dependents, ...passing })]
				.filter(([, why]) => why !== "")
				.map(([action, why]) => `| \`${action}\` | ${why} |`),
		].join("\n"),
	};
}

function fullPolicy(reads, writes) {
	const passed = ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"];
	return policy([
		statement("Look", reads),
		statement("Change", writes),
		statement("WhatCloudMapDoesForUs", Object.keys(dependents)),
		{
			Sid: "RolesOfTasks",
			Effect: "Allow",
			Action: "iam:PassRole",
			Resource: "arn:aws:iam::111122223333:role/*",
			Condition: { StringEquals: { "iam:PassedToService": passed } },
		},
		{
			Sid: "FirstUseOfEcs",
			Effect: "Allow",
			Action: "iam:CreateServiceLinkedRole",
			Resource: "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*",
			Condition: { StringEquals: { "iam:AWSServiceName": "ecs.amazonaws.com" } },
		},
	]);
}

function isRead(operation) {
	return /:(Describe|Get|List)/.test(operation);
}

function statement(Sid, actions) {
	return { Sid, Effect: "Allow", Action: [...actions].sort(), Resource: "*" };
}

function policy(Statement) {
	return { Version: "2012-10-17", Statement };
}

function json(value) {
	return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
