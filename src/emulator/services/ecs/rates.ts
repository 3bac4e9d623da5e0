/** How often AWS lets an account call ECS's operations (ECS API reference, "Request throttling for the Amazon ECS API"). */
import { type RateGroup, rate } from "../../front/service-rules.ts";

/** Every operation that the embedded ECS has, by the bucket that it draws from. */
export const rates: readonly RateGroup[] = [
	rate(20, 1, "CreateCluster DeleteCluster UpdateCluster UpdateClusterSettings PutClusterCapacityProviders"),
	rate(50, 20, "DescribeClusters ListClusters"),
	rate(20, 1, "RegisterTaskDefinition DeregisterTaskDefinition"),
	rate(50, 20, "DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies"),
	rate(5, 1, "DeleteTaskDefinitions"),
	rate(10, 1, "CreateCapacityProvider DeleteCapacityProvider UpdateCapacityProvider"),
	rate(50, 20, "DescribeCapacityProviders"),
	rate(20, 10, "TagResource UntagResource"),
	rate(50, 20, "ListTagsForResource"),
	rate(10, 1, "DeleteAccountSetting PutAccountSetting PutAccountSettingDefault"),
	rate(50, 20, "ListAccountSettings"),
	rate(
		100,
		40,
		"DeleteAttributes DeregisterContainerInstance ExecuteCommand PutAttributes RegisterContainerInstance RunTask StartTask StopTask SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange UpdateContainerAgent UpdateContainerInstancesState",
	),
	rate(100, 20, "DescribeContainerInstances DescribeTasks ListAttributes ListContainerInstances ListTasks"),
	rate(
		50,
		5,
		"CreateService CreateTaskSet DeleteService DeleteTaskSet UpdateService UpdateServicePrimaryTaskSet UpdateTaskSet",
	),
	rate(100, 20, "DescribeServices DescribeTaskSets ListServices"),
	rate(10, 1, "ListServicesByNamespace"),
	rate(50, 20, "DescribeServiceDeployments ListServiceDeployments"),
	rate(50, 20, "DescribeServiceRevisions"),
	rate(200, 80, "GetTaskProtection UpdateTaskProtection"),
	{
		operations: ["ContinueServiceDeployment", "DiscoverPollEndpoint", "StopServiceDeployment"],
		limit: "unpublished",
	},
];
