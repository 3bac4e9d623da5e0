/** AWS Cloud Map: namespaces and its services, which evenkeel calls registries. */
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreatePublicDnsNamespaceCommand,
	CreateServiceCommand,
	type CreateServiceCommandOutput,
	DeleteNamespaceCommand,
	DeleteServiceCommand,
	DeregisterInstanceCommand,
	GetInstancesHealthStatusCommand,
	GetNamespaceCommand,
	GetOperationCommand,
	type GetOperationCommandOutput,
	GetServiceCommand,
	ListInstancesCommand,
	ListNamespacesCommand,
	ListOperationsCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	ServiceDiscoveryClient,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateHttpNamespaceCommand,
	UpdatePrivateDnsNamespaceCommand,
	UpdatePublicDnsNamespaceCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { containsOnlyRequested } from "./answers.ts";
import { type AsyncOutcome, defineService } from "./service.ts";

export const servicediscovery = defineService({
	name: "servicediscovery",
	client: ServiceDiscoveryClient,
	// AWS publishes no rates of the control plane: these are the limits of AWS's own Kubernetes controller
	// (aws-cloud-map-mcs-controller-for-k8s, ratelimiter.go).
	rates: {
		namespaceList: { burst: 5, perSecond: 0.5 },
		namespaceModify: { burst: 5, perSecond: 0.5 },
		registryList: { burst: 10, perSecond: 2 },
		registryModify: { burst: 50, perSecond: 5 },
		operationRead: { burst: 200, perSecond: 100 },
		instanceModify: { burst: 100, perSecond: 50 },
		instanceRead: { burst: 50, perSecond: 50 },
		tag: { burst: 50, perSecond: 20 },
	},
	reads: {
		ListNamespaces: {
			command: ListNamespacesCommand,
			rate: "namespaceList",
			pageToken: "NextToken",
			answer: { has: "Namespaces", each: ["Id", "Arn", "Name", "Type"] },
			why: "observes namespaces",
		},
		GetNamespace: {
			command: GetNamespaceCommand,
			rate: "tag",
			answer: {
				has: "Namespace",
				each: ["Id", "Arn", "Name", "Type"],
				mismatch: containsOnlyRequested("Namespace", "Id", "Id"),
			},
			why: "proves that a namespace is gone that the list does not show any more; without it the list is believed",
		},
		ListServices: {
			command: ListServicesCommand,
			rate: "registryList",
			pageToken: "NextToken",
			answer: { has: "Services", each: ["Id", "Arn", "Name"] },
			why: "observes registries",
		},
		GetService: {
			command: GetServiceCommand,
			rate: "tag",
			answer: { has: "Service", each: ["Id", "Arn", "Name"], mismatch: containsOnlyRequested("Service", "Id", "Id") },
			why: "the same for a registry",
		},
		ListInstances: {
			command: ListInstancesCommand,
			rate: "instanceRead",
			pageToken: "NextToken",
			answer: { has: "Instances", each: ["Id"] },
			why: "compares instances with tasks; waits until none is left before a registry is deleted",
		},
		GetInstancesHealthStatus: {
			command: GetInstancesHealthStatusCommand,
			rate: "instanceRead",
			pageToken: "NextToken",
			answer: { has: "Status" },
			why: "tells which instances DNS leaves out on purpose",
		},
		GetOperation: {
			command: GetOperationCommand,
			rate: "operationRead",
			answer: {
				has: "Operation",
				each: ["Id", "Status"],
				mismatch: containsOnlyRequested("Operation", "Id", "OperationId"),
			},
			why: "follows what Cloud Map does asynchronously",
		},
		ListOperations: {
			command: ListOperationsCommand,
			rate: "operationRead",
			pageToken: "NextToken",
			answer: { has: "Operations", each: ["Id"] },
			why: "finds operations in progress after a restart",
		},
		ListTagsForResource: {
			command: ListTagsForResourceCommand,
			rate: "tag",
			answer: { has: "Tags", each: ["Key"] },
			why: "tells who owns a namespace or registry",
		},
	},
	writes: {
		CreatePrivateDnsNamespace: {
			command: CreatePrivateDnsNamespaceCommand,
			rate: "namespaceModify",
			tags: "request",
			createdRef: createdNamespace,
			why: "",
		},
		CreatePublicDnsNamespace: {
			command: CreatePublicDnsNamespaceCommand,
			rate: "namespaceModify",
			tags: "request",
			createdRef: createdNamespace,
			why: "",
		},
		CreateHttpNamespace: {
			command: CreateHttpNamespaceCommand,
			rate: "namespaceModify",
			tags: "request",
			createdRef: createdNamespace,
			why: "",
		},
		UpdatePrivateDnsNamespace: {
			command: UpdatePrivateDnsNamespaceCommand,
			rate: "namespaceModify",
			tags: "resource",
			why: "",
		},
		UpdatePublicDnsNamespace: {
			command: UpdatePublicDnsNamespaceCommand,
			rate: "namespaceModify",
			tags: "resource",
			why: "",
		},
		UpdateHttpNamespace: { command: UpdateHttpNamespaceCommand, rate: "namespaceModify", tags: "resource", why: "" },
		DeleteNamespace: { command: DeleteNamespaceCommand, rate: "namespaceModify", tags: "resource", why: "" },
		CreateService: {
			command: CreateServiceCommand,
			rate: "registryModify",
			tags: "request",
			createdRef: ({ Service }: CreateServiceCommandOutput) => Service?.Id,
			why: "",
		},
		UpdateService: { command: UpdateServiceCommand, rate: "registryModify", tags: "resource", why: "" },
		DeleteService: {
			command: DeleteServiceCommand,
			rate: "registryModify",
			tags: "resource",
			awsTag: "AmazonECSManaged",
			why: "also deletes the empty registries that ECS leaves behind in an owned namespace",
		},
		DeregisterInstance: {
			command: DeregisterInstanceCommand,
			rate: "instanceModify",
			tags: "resource",
			why: "removes instances that ECS left behind after their tasks ended",
		},
		TagResource: {
			command: TagResourceCommand,
			rate: "tag",
			tags: "none",
			why: "marks what is owned; AWS requires it for create calls with tags, too, and knows no resource for it",
		},
		UntagResource: {
			command: UntagResourceCommand,
			rate: "tag",
			tags: "none",
			why: "removes tags whose value is null in the manifest; AWS knows no resource for it",
		},
	},
	// Codes of requests, and upper-case codes of operations (API reference, data type Operation).
	errors: {
		throttled: ["THROTTLED_REQUEST"],
		denied: ["ACCESS_DENIED", "EXPIRED_TOKEN"],
		conflict: ["DuplicateRequest", "NamespaceAlreadyExists", "ServiceAlreadyExists", "ResourceInUse"],
		missing: ["NamespaceNotFound", "ServiceNotFound", "OperationNotFound", "InstanceNotFound", "HOSTED_ZONE_NOT_FOUND"],
		invalid: [
			"InvalidInput",
			"ResourceLimitExceeded",
			"TooManyTagsException",
			"CANNOT_CREATE_HOSTED_ZONE",
			"INVALID_CHANGE_BATCH",
		],
		unavailable: ["INTERNAL_FAILURE"],
	},
	asyncOperations: {
		startedBy: ({ OperationId }: { readonly OperationId?: string }) => OperationId,
		read: "GetOperation",
		input: (OperationId) => ({ OperationId }),
		outcome: outcomeOf,
	},
	// Other accounts can share namespaces (API reference, ListNamespaces: the filter RESOURCE_OWNER).
	accountQuestion: {
		read: "ListNamespaces",
		input: { Filters: [{ Name: "RESOURCE_OWNER", Values: ["SELF"], Condition: "EQ" }] },
		showsShared: true,
	},
	structures: { itemKeys: ["Name", "Key", "Type"], tagKey: "Key" },
	// What Cloud Map does to create, change and delete DNS namespaces and their registries (developer guide, "AWS Cloud
	// Map API permissions reference", and its 2022 edition for hosted zones). HTTP namespaces need none of it.
	dependentActions: {
		zones: {
			"route53:CreateHostedZone": "only for DNS namespaces: each has a hosted zone, whose name AWS cannot restrict",
			"route53:ListHostedZonesByName": "the same: Cloud Map checks whether the zone exists",
			"route53:DeleteHostedZone": "the same: the zone is deleted with its namespace; Route 53 deletes only empty zones",
			"ec2:DescribeVpcs": "only for private DNS namespaces: Cloud Map checks the VPC",
			"ec2:DescribeRegions": "the same",
		},
		// AWS can restrict these by record name (Route 53 developer guide, "Using IAM policy conditions for
		// fine-grained access control").
		records: {
			"route53:ChangeResourceRecordSets":
				"only for DNS namespaces: Cloud Map writes SOA and records when a namespace or a TTL changes; `--zone` restricts it to their names",
		},
		// AWS cannot restrict these by anything known before the health checks exist.
		healthChecks: {
			"route53:CreateHealthCheck":
				"only with `--health-checks`, for registries with HealthCheckConfig (public namespaces)",
			"route53:GetHealthCheck": "the same",
			"route53:UpdateHealthCheck": "the same",
			"route53:DeleteHealthCheck": "the same",
		},
	},
});

function createdNamespace({ Operation }: GetOperationCommandOutput): string | undefined {
	return Operation?.Targets?.NAMESPACE;
}

function outcomeOf({ Operation }: GetOperationCommandOutput): AsyncOutcome {
	if (Operation?.Status === "SUCCESS") return { is: "done" };
	if (Operation?.Status !== "FAIL") return { is: "pending" };
	const { ErrorCode: code = "UNKNOWN", ErrorMessage: message = "AWS gave no reason." } = Operation;
	return { is: "failed", code, message };
}
