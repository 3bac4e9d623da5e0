/**
 * In what moto's answers differ from the embedded AWS's, and why. Every difference has to be here, and everything here has to
 * be a difference still: so neither a change of ours nor a new version of moto passes unseen.
 */

export interface KnownDifference {
	readonly reason: string;
	/** `step | member`, each with `*` for any text; an empty member means that one refuses and the other does not. */
	readonly where: readonly string[];
}

export const knownDifferences: readonly KnownDifference[] = [
	{
		reason: "moto leaves out members that AWS answers with, mostly those that have their default",
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
		reason: "moto has members that AWS leaves out, or gives only on request",
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
			"moto drops tags: of a cluster, unless they alone are asked for, and of a task definition in the answer to its making",
		where: [
			"CreateCluster again | cluster.tags",
			"DescribeClusters | clusters[0].tags",
			"RegisterTaskDefinition | tags",
		],
	},
	{
		reason: "the embedded account's setting turns container insights on for new clusters, moto's does not",
		where: ["*Cluster* | *settings[0].value"],
	},
	{
		reason: "the operation is not in moto",
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
			"moto does not check whether the name or reference is taken: it makes a second resource, or overwrites the first",
		where: [
			"CreateService again with another count | ",
			"CreateService of the same name | ",
			"ListServices | Services[*]",
			"CreateHostedZone with the same reference | ",
		],
	},
	{
		reason: "moto ignores filters and the order that is asked for",
		where: [
			"ListTaskDefinitions | taskDefinitionArns*",
			"ListNamespaces of one type | Namespaces[1]",
			"ListServices elsewhere | Services[*",
		],
	},
	{
		reason: "moto takes the newest revision for the one that a family means, even when it is INACTIVE",
		where: [
			"DescribeTaskDefinition after deregistration | taskDefinition.taskDefinitionArn",
			"DescribeTaskDefinition after deregistration | taskDefinition.revision",
			"DescribeTaskDefinition after deregistration | taskDefinition.status",
			"DescribeTaskDefinition after deregistration | tags[0]",
		],
	},
	{
		reason: "moto deletes a service at once, without draining, and goes on listing it",
		where: ["DeleteService | service.status", "ListServices after deletion | serviceArns[0]"],
	},
	{
		reason: "moto lists clusters that are INACTIVE",
		where: ["ListClusters after deletion | *"],
	},
	{
		reason:
			"moto has no deployments and no tasks of services: a count is only a number, an update changes the first deployment in place",
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
		reason: "moto gives a namespace a zone of another name, without a VPC, and its id with the path before it",
		where: [
			"* | Namespace*.Properties.DnsProperties.HostedZoneId",
			"GetHostedZone of a namespace | HostedZone.*",
			"GetHostedZone of a namespace | VPCs[0]",
		],
	},
	{
		reason: "moto leaves the zone of a namespace where it is when the namespace is deleted",
		where: ["GetHostedZone of a namespace after deletion | "],
	},
	{
		reason: "moto takes any private namespace in the VPC for a conflict, whatever its name",
		where: ["CreatePrivateDnsNamespace of the same name | *"],
	},
	{
		reason: "moto lets a registry with instances be deleted, and a registry that is not there",
		where: ["DeleteService with an instance | ", "GetInstance after deregistration | *", "DeleteService again | "],
	},
	{
		reason: "without a health check Cloud Map does not know an instance's health; moto says HEALTHY",
		where: ["DiscoverInstances | Instances[0].HealthStatus"],
	},
	{
		reason: "moto's changes of record sets are in sync at once, and their ids lack the path",
		where: ["* | ChangeInfo.Status", "GetChange | ChangeInfo.Id"],
	},
	{
		reason: "moto's batches of record sets are not all or nothing",
		where: [
			"a swap that fails in its second half | ",
			"ListResourceRecordSets after the failures | ResourceRecordSets[*",
			"a swap | ",
			"ListResourceRecordSets after the swap | ResourceRecordSets[*",
		],
	},
	{
		reason: "moto's SOA record has a Python dictionary in it",
		where: ["ListResourceRecordSets* | ResourceRecordSets[1].ResourceRecords[0].Value"],
	},
	{
		reason: "moto gives the name back with a dot that was not asked for",
		where: ["ListHostedZonesByName | DNSName"],
	},
];
