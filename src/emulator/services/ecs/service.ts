/** ECS as a service of the embedded AWS. */
import * as sdk from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws-error.ts";
import { type RateGroup, rate } from "../../front/service-rules.ts";
import type { EmulatorService } from "../../service.ts";
import { sdkProtocol } from "../../wire/sdk-protocol.ts";
import { type EcsSettings, startEcs } from "./ecs.ts";
import type { EcsTools } from "./tools.ts";

/** AWS's request rates of ECS operations (ECS API reference, "Request throttling for the Amazon ECS API"). */
const rates: readonly RateGroup[] = [
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

/** Clusters, task definitions, services, tasks and container instances. */
export const ecs: EmulatorService<"ecs", EcsSettings, EcsTools> = {
	name: "ecs",
	title: "ECS",
	protocol: sdkProtocol({
		sdk,
		client: sdk.ECSClient,
		validationError: "InvalidParameterException",
		// `deploymentCircuitBreaker: {}` turns the circuit breaker off (ECS API reference, UpdateService).
		lenientStructures: ["DeploymentCircuitBreaker"],
	}),
	rates,
	refusals: {
		throttled: "ThrottlingException",
		accessDenied: "AccessDeniedException",
		internalFailure: { code: "ServerException", message: "These errors are usually caused by a server issue." },
	},
	oneAtATime: {
		RegisterTaskDefinition: {
			member: "family",
			busy: () =>
				new AwsError(
					"ClientException",
					"Too many concurrent attempts to create a new revision of the specified family.",
				),
		},
	},
	lists: { paged: /^List(?!Tags)/, token: "nextToken", more: ["nextToken"], notItems: ["failures"] },
	start: startEcs,
};
