/** Amazon ECS: clusters, task definitions and services. */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DeleteClusterCommand,
	DeleteServiceCommand,
	DeregisterTaskDefinitionCommand,
	DescribeClustersCommand,
	DescribeServiceRevisionsCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	DescribeTasksCommand,
	ECSClient,
	ListClustersCommand,
	ListServiceDeploymentsCommand,
	ListServicesCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
	PutClusterCapacityProvidersCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandOutput,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateClusterCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { containsOnlyRequested, firstMismatch } from "./answers.ts";
import { mismatchedFamily, mismatchedRevision, unreportedRevision } from "./ecs-answers.ts";
import { defineService } from "./service.ts";

const counts = ["runningCount", "pendingCount", "desiredCount"];
const clusterCounts = [
	"activeServicesCount",
	"runningTasksCount",
	"pendingTasksCount",
	"registeredContainerInstancesCount",
];

export const ecs = defineService({
	name: "ecs",
	client: ECSClient,
	// ECS API reference, "Request throttling": the buckets of an account in a Region.
	rates: {
		clusterModify: { burst: 20, perSecond: 1 },
		clusterRead: { burst: 50, perSecond: 20 },
		taskDefinitionModify: { burst: 20, perSecond: 1 },
		taskDefinitionRead: { burst: 50, perSecond: 20 },
		tagModify: { burst: 20, perSecond: 10 },
		clusterResourceRead: { burst: 100, perSecond: 20 },
		serviceModify: { burst: 50, perSecond: 5 },
		serviceRead: { burst: 100, perSecond: 20 },
	},
	reads: {
		DescribeClusters: {
			command: DescribeClustersCommand,
			rate: "clusterRead",
			answer: {
				has: "clusters",
				each: ["clusterArn", "clusterName", "status", ...clusterCounts],
				mismatch: containsOnlyRequested("clusters", "clusterArn", "clusters"),
			},
			why: "observes clusters; also tells which account and Region answer",
		},
		ListClusters: {
			command: ListClustersCommand,
			rate: "clusterRead",
			pageToken: "nextToken",
			answer: { has: "clusterArns" },
			why: "finds owned clusters that no manifest declares",
		},
		DescribeServices: {
			command: DescribeServicesCommand,
			rate: "serviceRead",
			answer: {
				has: "services",
				each: ["serviceArn", "serviceName", "clusterArn", "status", ...counts],
				mismatch: firstMismatch(
					containsOnlyRequested("services", "serviceArn", "services"),
					containsOnlyRequested("services", "clusterArn", "cluster"),
				),
			},
			why: "observes services",
		},
		ListServices: {
			command: ListServicesCommand,
			rate: "serviceRead",
			pageToken: "nextToken",
			answer: { has: "serviceArns" },
			why: "finds owned services that no manifest declares",
		},
		DescribeTaskDefinition: {
			command: DescribeTaskDefinitionCommand,
			rate: "taskDefinitionRead",
			answer: {
				has: "taskDefinition",
				each: ["taskDefinitionArn", "family", "revision", "status"],
				mismatch: mismatchedRevision,
			},
			hasSecrets: true,
			why: "observes revisions, each one once",
		},
		ListTaskDefinitions: {
			command: ListTaskDefinitionsCommand,
			rate: "taskDefinitionRead",
			pageToken: "nextToken",
			answer: { has: "taskDefinitionArns", mismatch: mismatchedFamily },
			why: "finds the newest revisions of a family",
		},
		ListTaskDefinitionFamilies: {
			command: ListTaskDefinitionFamiliesCommand,
			rate: "taskDefinitionRead",
			pageToken: "nextToken",
			answer: { has: "families" },
			why: "finds owned families that no manifest declares",
		},
		ListTasks: {
			command: ListTasksCommand,
			rate: "clusterResourceRead",
			pageToken: "nextToken",
			answer: { has: "taskArns" },
			why: "finds the tasks that clients should find, stopped tasks, and whether a task definition or an old revision is in use",
		},
		DescribeTasks: {
			command: DescribeTasksCommand,
			rate: "clusterResourceRead",
			answer: {
				has: "tasks",
				each: ["taskArn", "lastStatus"],
				mismatch: containsOnlyRequested("tasks", "taskArn", "tasks"),
			},
			why: "reads why tasks stopped, and whether the task of an instance has ended",
		},
		ListServiceDeployments: {
			command: ListServiceDeploymentsCommand,
			rate: "serviceRead",
			pageToken: "nextToken",
			answer: { has: "serviceDeployments", each: ["serviceDeploymentArn", "status"] },
			why: "tells whether ECS rolled back what the manifest asks for",
		},
		DescribeServiceRevisions: {
			command: DescribeServiceRevisionsCommand,
			rate: "serviceRead",
			answer: { has: "serviceRevisions", each: ["serviceRevisionArn"], mismatch: unreportedRevision },
			why: "tells what that deployment was to run",
		},
	},
	writes: {
		CreateCluster: { command: CreateClusterCommand, rate: "clusterModify", tags: "request", why: "" },
		UpdateCluster: { command: UpdateClusterCommand, rate: "clusterModify", tags: "resource", why: "" },
		PutClusterCapacityProviders: {
			command: PutClusterCapacityProvidersCommand,
			rate: "clusterModify",
			tags: "resource",
			why: "",
		},
		DeleteCluster: { command: DeleteClusterCommand, rate: "clusterModify", tags: "resource", why: "" },
		RegisterTaskDefinition: {
			command: RegisterTaskDefinitionCommand,
			rate: "taskDefinitionModify",
			tags: "request",
			createdRef: ({ taskDefinition }: RegisterTaskDefinitionCommandOutput) => taskDefinition?.taskDefinitionArn,
			why: "",
		},
		DeregisterTaskDefinition: {
			command: DeregisterTaskDefinitionCommand,
			rate: "taskDefinitionModify",
			tags: "none",
			why: "AWS knows no narrower resource than all for it",
		},
		CreateService: { command: CreateServiceCommand, rate: "serviceModify", tags: "request", why: "" },
		UpdateService: { command: UpdateServiceCommand, rate: "serviceModify", tags: "resource", why: "" },
		DeleteService: { command: DeleteServiceCommand, rate: "serviceModify", tags: "resource", why: "" },
		TagResource: {
			command: TagResourceCommand,
			rate: "tagModify",
			tags: "either",
			why: "marks what is owned; AWS requires it for every create call with tags, too",
		},
		UntagResource: {
			command: UntagResourceCommand,
			rate: "tagModify",
			tags: "resource",
			why: "removes tags whose value is null in the manifest",
		},
	},
	errors: {
		denied: ["BlockedException"],
		conflict: [
			"ResourceInUseException",
			"UpdateInProgressException",
			"ServiceNotActiveException",
			"ClusterContainsServicesException",
			"ClusterContainsTasksException",
			"ClusterContainsContainerInstancesException",
			"ClusterContainsCapacityProviderException",
		],
		missing: ["ClusterNotFoundException", "ServiceNotFoundException"],
		invalid: [
			"ClientException",
			"InvalidParameterException",
			"LimitExceededException",
			"NamespaceNotFoundException",
			"PlatformTaskDefinitionIncompatibilityException",
			"PlatformUnknownException",
			"UnsupportedFeatureException",
		],
		unavailable: ["ServerException"],
	},
	// Its ARNs name the account whether or not the cluster exists.
	accountQuestion: { read: "DescribeClusters", input: { clusters: ["default"] }, showsShared: false },
	structures: {
		itemKeys: [
			"name",
			"key",
			"containerName",
			"portName",
			// Manifests may name a Registry manifest instead of an ARN.
			"registry",
			"registryArn",
			"containerPort",
			"containerPath",
			"sourceContainer",
			"capacityProvider",
			"targetGroupArn",
			"type",
		],
		tagKey: "key",
		secretMembers: ["driverOpts", "repositoryCredentials"],
		variableLists: ["environment"],
		// Options of AWS's own log driver specify log destinations; those of other drivers may contain access tokens.
		optionMaps: { options: { isOpen: /^awslogs-/ } },
		freeMaps: ["dockerLabels", "labels"],
		unnamedMembers: ["containerDefinitions", "environment", "value"],
	},
	// ECS developer guide, "Task execution role", "Task role" and "Service-linked role".
	dependentActions: {
		roles: {
			"iam:PassRole":
				"passes the roles that task definitions and services name to ECS; never evenkeel's own, which would give its permissions to a committed task definition",
			"iam:CreateServiceLinkedRole": "ECS creates its own role the first time that an account uses it",
		},
	},
});
