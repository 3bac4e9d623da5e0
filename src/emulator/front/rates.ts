/**
 * How often AWS lets an account call which operations: operations of one row share a token bucket. ECS: API reference,
 * "Request throttling". Cloud Map: its quotas page for the data plane; the control plane's rates are unpublished, so they
 * are those to which AWS's own Kubernetes controller for Cloud Map keeps. Route 53: developer guide, "Quotas".
 */

/** One token bucket and the operations that draw from it. */
export interface Rate {
	/** Such as `ecs:UpdateService`. */
	readonly operations: readonly string[];
	/** Requests that may come at once. */
	readonly burst: number;
	readonly perSecond: number;
}

/** The service prefix, burst, refill a second, and the operations' names. */
function rate(prefix: string, burst: number, perSecond: number, names: string): Rate {
	return { operations: names.split(" ").map((name) => `${prefix}:${name}`), burst, perSecond };
}

const ecs: readonly Rate[] = [
	rate("ecs", 20, 1, "CreateCluster DeleteCluster UpdateCluster UpdateClusterSettings PutClusterCapacityProviders"),
	rate("ecs", 50, 20, "DescribeClusters ListClusters"),
	rate("ecs", 20, 1, "RegisterTaskDefinition DeregisterTaskDefinition"),
	rate("ecs", 50, 20, "DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies"),
	rate("ecs", 5, 1, "DeleteTaskDefinitions"),
	rate("ecs", 10, 1, "CreateCapacityProvider DeleteCapacityProvider UpdateCapacityProvider"),
	rate("ecs", 50, 20, "DescribeCapacityProviders"),
	rate("ecs", 20, 10, "TagResource UntagResource"),
	rate("ecs", 50, 20, "ListTagsForResource"),
	rate("ecs", 10, 1, "DeleteAccountSetting PutAccountSetting PutAccountSettingDefault"),
	rate("ecs", 50, 20, "ListAccountSettings"),
	rate(
		"ecs",
		100,
		40,
		"DeleteAttributes DeregisterContainerInstance ExecuteCommand PutAttributes RegisterContainerInstance RunTask StartTask StopTask SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange UpdateContainerAgent UpdateContainerInstancesState",
	),
	rate("ecs", 100, 20, "DescribeContainerInstances DescribeTasks ListAttributes ListContainerInstances ListTasks"),
	rate(
		"ecs",
		50,
		5,
		"CreateService CreateTaskSet DeleteService DeleteTaskSet UpdateService UpdateServicePrimaryTaskSet UpdateTaskSet",
	),
	rate("ecs", 100, 20, "DescribeServices DescribeTaskSets ListServices"),
	rate("ecs", 10, 1, "ListServicesByNamespace"),
	rate("ecs", 50, 20, "DescribeServiceDeployments ListServiceDeployments"),
	rate("ecs", 50, 20, "DescribeServiceRevisions"),
	rate("ecs", 200, 80, "GetTaskProtection UpdateTaskProtection"),
];

const cloudMap: readonly Rate[] = [
	rate("servicediscovery", 5, 0.5, "ListNamespaces"),
	rate("servicediscovery", 10, 2, "ListServices"),
	rate("servicediscovery", 200, 100, "GetOperation ListOperations"),
	rate(
		"servicediscovery",
		5,
		0.5,
		"CreateHttpNamespace CreatePrivateDnsNamespace CreatePublicDnsNamespace DeleteNamespace UpdateHttpNamespace UpdatePrivateDnsNamespace UpdatePublicDnsNamespace",
	),
	rate("servicediscovery", 50, 5, "CreateService DeleteService UpdateService"),
	rate("servicediscovery", 100, 50, "DeregisterInstance RegisterInstance UpdateInstanceCustomHealthStatus"),
	rate("servicediscovery", 50, 50, "GetInstance GetInstancesHealthStatus ListInstances"),
	rate(
		"servicediscovery",
		50,
		20,
		"DeleteServiceAttributes GetNamespace GetService GetServiceAttributes ListTagsForResource TagResource UntagResource UpdateServiceAttributes",
	),
	rate("servicediscovery", 2000, 1000, "DiscoverInstances"),
	rate("servicediscovery", 3000, 3000, "DiscoverInstancesRevision"),
];

/** All operations of Route 53 together have five requests a second for an account. */
const route53: readonly Rate[] = [{ operations: ["route53:*"], burst: 5, perSecond: 5 }];

/** AWS's rates. An operation of no row is not throttled: AWS publishes nothing for it. */
export const awsRates: readonly Rate[] = [...ecs, ...cloudMap, ...route53];
