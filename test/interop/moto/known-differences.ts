/**
 * Lists the differences between moto's answers and the embedded AWS's, with reasons. Every difference must be listed,
 * and every listed one must still exist, so that neither a change of the embedded AWS nor a new version of moto goes
 * unnoticed.
 */

export interface KnownDifference {
	readonly reason: string;
	/** `step | member`, each with `*` for any text; an empty member means that only one of them returns an error. */
	readonly where: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [
	{
		reason: "moto omits members that AWS returns, mostly those with default values",
		where: [
			"CreateCluster* | cluster.statistics",
			"CreateCluster* | cluster.capacityProviders",
			"CreateCluster* | cluster.defaultCapacityProviderStrategy",
			"DeleteCluster* | cluster.statistics",
			"DeleteCluster* | cluster.capacityProviders",
			"DeleteCluster* | cluster.defaultCapacityProviderStrategy",
			"DescribeClusters* | clusters[0].statistics",
			"DescribeClusters* | clusters[0].capacityProviders",
			"DescribeClusters* | clusters[0].defaultCapacityProviderStrategy",
			"*TaskDefinition* | taskDefinition.containerDefinitions[0].portMappings[0].hostPort",
			"*TaskDefinition* | taskDefinition.containerDefinitions[0].portMappings[0].protocol",
			"*TaskDefinition* | taskDefinition.containerDefinitions[0].systemControls",
			"*TaskDefinition* | taskDefinition.requiresAttributes",
			"*TaskDefinition* | taskDefinition.compatibilities[2]",
			"*TaskDefinition* | taskDefinition.*registeredAt",
			"*TaskDefinition* | taskDefinition.registeredBy",
			"*Service* | service*.deploymentConfiguration",
			"*Service* | service*.roleArn",
			"*Service* | service*.createdAt",
			"*Service* | service*.createdBy",
			"*Service* | service*.currentService*",
			"*Service* | service*.placement*",
			"*Service* | service*.enable*",
			"*Service* | service*.availabilityZoneRebalancing",
			"*Service* | service*.resourceManagementType",
			"GetOperation | Operation.OwnerAccount",
			"* | Namespace*.ServiceCount",
			"* | *ResourceOwner",
			"* | *CreatedByAccount",
			"* | Namespace*.Properties.DnsProperties.SOA",
			"* | Namespace*.Properties.HttpProperties.HttpName",
			"* | Service*.InstanceCount",
			"* | Service*.DnsConfig.*",
			"* | Service*.Type",
			"ListHostedZonesByName | IsTruncated",
			"ListHostedZonesByName | MaxItems",
		],
	},
	{
		reason: "moto returns members that AWS omits, or returns only on request",
		where: [
			"*Service* | service*.deployments[0].platformFamily",
			"*Service* | service*.taskSets",
			"*Service* | service*.networkConfiguration",
			"UpdateService* | service.tags",
			"DeleteService | service.tags",
			"*HostedZone | DelegationSet.*",
		],
	},
	{
		reason:
			"moto drops tags: of a cluster, unless only tags are requested, and of a task definition in the response to its registration",
		where: [
			"CreateCluster again | cluster.tags",
			"DescribeClusters | clusters[0].tags",
			"RegisterTaskDefinition | tags",
		],
	},
	{
		reason: "the embedded account's setting enables container insights for new clusters, moto's does not",
		where: ["*Cluster* | *settings[0].value"],
	},
	{
		reason: "moto does not have the operation",
		where: ["UpdateClusterSettings | ", "ListServiceDeployments | ", "DeregisterInstance | "],
	},
	{
		reason: "moto does not check its input",
		where: [
			"CreateCluster with a wrong name | ",
			"RegisterTaskDefinition with a wrong memory | ",
			"RegisterTaskDefinition without containers | ",
			"CreateService in no namespace | ",
			"CREATE of what is there | ",
			"DELETE of another value | ",
		],
	},
	{
		reason:
			"moto does not check whether the name or reference is in use: it creates a second resource, or overwrites the first",
		where: [
			"CreateService again with another count | ",
			"CreateService of the same name | ",
			"ListServices | Services[*]",
			"CreateHostedZone with the same reference | ",
		],
	},
	{
		reason: "moto ignores filters and the requested order",
		where: [
			"ListTaskDefinitions | taskDefinitionArns*",
			"ListNamespaces of one type | Namespaces[1]",
			"ListServices elsewhere | Services[*",
		],
	},
	{
		reason: "moto resolves a family to its newest revision, even if it is INACTIVE",
		where: [
			"DescribeTaskDefinition after deregistration | taskDefinition.taskDefinitionArn",
			"DescribeTaskDefinition after deregistration | taskDefinition.revision",
			"DescribeTaskDefinition after deregistration | taskDefinition.status",
			"DescribeTaskDefinition after deregistration | tags[0]",
		],
	},
	{
		reason: "moto deletes a service immediately, without draining, and still lists it",
		where: ["DeleteService | service.status", "ListServices after deletion | serviceArns[0]"],
	},
	{
		reason: "moto lists INACTIVE clusters",
		where: ["ListClusters after deletion | *"],
	},
	{
		reason:
			"moto has no deployments and no tasks of services: a count is only a number, and an update changes the first deployment in place",
		where: [
			"*Service* | service*.deployments[0].rolloutState*",
			"*Service* | service*.events[*",
			"UpdateService* | service.taskDefinition",
			"DeleteService | service.taskDefinition",
			"UpdateService* | service.deployments[*",
			"DeleteService | service.deployments[0].*",
		],
	},
	{
		reason: "moto's ARN of a missing service has no cluster in it",
		where: ["DescribeServices | failures[0].arn"],
	},
	{
		reason: "moto's error texts are its own",
		where: [
			"DeregisterTaskDefinition of none | message",
			"CreateService with no task definition | message",
			"GetNamespace after deletion | message",
			"GetService of none | message",
			"DeleteHostedZone with record sets | message",
		],
	},
	{
		reason: "moto creates a namespace's zone with another name, without a VPC, and returns its ID with the path prefix",
		where: [
			"* | Namespace*.Properties.DnsProperties.HostedZoneId",
			"GetHostedZone of a namespace | HostedZone.*",
			"GetHostedZone of a namespace | VPCs[0]",
		],
	},
	{
		reason: "moto does not delete the zone of a deleted namespace",
		where: ["GetHostedZone of a namespace after deletion | "],
	},
	{
		reason: "moto reports any private namespace in the VPC as a conflict, regardless of its name",
		where: ["CreatePrivateDnsNamespace of the same name | *"],
	},
	{
		reason: "moto deletes a registry with instances, and accepts the deletion of a missing registry",
		where: ["DeleteService with an instance | ", "GetInstance after deregistration | *", "DeleteService again | "],
	},
	{
		reason: "without a health check Cloud Map reports an instance's health as unknown; moto returns HEALTHY",
		where: ["DiscoverInstances | Instances[0].HealthStatus"],
	},
	{
		reason: "moto's changes of record sets are in sync immediately, and their IDs lack the path",
		where: ["* | ChangeInfo.Status", "GetChange | ChangeInfo.Id"],
	},
	{
		reason: "moto's batches of record sets are not atomic",
		where: [
			"a swap that fails in its second half | ",
			"ListResourceRecordSets after the failures | ResourceRecordSets[*",
			"a swap | ",
			"ListResourceRecordSets after the swap | ResourceRecordSets[*",
		],
	},
	{
		reason: "moto's SOA record contains a Python dictionary",
		where: ["ListResourceRecordSets* | ResourceRecordSets[1].ResourceRecords[0].Value"],
	},
	{
		reason: "moto returns the name with a trailing dot that the request does not have",
		where: ["ListHostedZonesByName | DNSName"],
	},
];
