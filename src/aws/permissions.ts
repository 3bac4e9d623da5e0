/**
 * What AWS wants to be allowed for each operation that evenkeel sends, and what it authorises besides: actions that nobody
 * calls, since AWS takes them in the caller's name. Which conditions an action knows is from AWS's Service Authorization
 * Reference for ECS and for Cloud Map.
 */
import type { WriteOperation } from "./calls.ts";
import type { EcrOperation } from "./ecr.ts";
import type { LookUpOperation } from "./look-ups.ts";
import type { ReadOperation } from "./reads.ts";

/** The tags by which AWS can judge an action: those in the request, those of the resource, or none. */
export type TagCondition = "request" | "resource" | "either" | "none";

/** What an operation needs to be allowed, and why. */
export interface Permission {
	/** Why it is sent; empty where its name says it all. */
	readonly why: string;
	/**
	 * `either` is ECS's TagResource, which knows both. `none`: the action knows no tag of the resource's, so that nothing but
	 * evenkeel's own judgement keeps it to what is ours.
	 */
	readonly tags: TagCondition;
}

/** Reads are allowed for everything: what is not ours has to be seen to be left alone. */
export const readReasons: Readonly<Record<ReadOperation, string>> = {
	"ecs:DescribeClusters": "looks at clusters; also tells which account and region answer",
	"ecs:ListClusters": "finds clusters of ours that no manifest declares",
	"ecs:DescribeServices": "looks at services",
	"ecs:ListServices": "finds services of ours that no manifest declares",
	"ecs:DescribeTaskDefinition": "looks at revisions, each one once",
	"ecs:ListTaskDefinitions": "finds the newest revisions of a family",
	"ecs:ListTaskDefinitionFamilies": "finds families of ours that no manifest declares",
	"ecs:ListTasks":
		"finds the tasks that clients should find, stopped tasks, and whether a definition, or an old revision of one, is still in use",
	"ecs:ListServiceDeployments": "tells whether ECS has thrown out what the manifest asks for",
	"ecs:DescribeServiceRevisions": "tells what that deployment was to run",
	"ecs:DescribeTasks": "reads why tasks stopped, and whether the task of an instance is gone",
	"servicediscovery:ListNamespaces": "looks at namespaces",
	"servicediscovery:ListServices": "looks at registries",
	"servicediscovery:GetNamespace":
		"proves that a namespace is gone that the list does not show any more; without it the list is believed",
	"servicediscovery:GetService": "the same for a registry",
	"servicediscovery:ListInstances": "compares instances with tasks; waits for them to go before a registry is deleted",
	"servicediscovery:GetInstancesHealthStatus": "tells which instances DNS leaves out on purpose",
	"servicediscovery:GetOperation": "follows what Cloud Map does asynchronously",
	"servicediscovery:ListOperations": "finds operations under way after a restart",
	"servicediscovery:ListTagsForResource": "tells whose a namespace or registry is",
	"route53:GetHostedZone":
		"tells the VPC of a private namespace, and whether the zone of a deleted one is gone; without it both are taken on trust",
	"route53:ListResourceRecordSets": "compares the records of a registry with its instances",
};

/** Only for images in ECR: of services with `policy.followDigest`, and where `preflight` has `images`. */
export const imagePermissions: Readonly<Record<EcrOperation, string>> = {
	"ecr:DescribeImages":
		"only for images in ECR with `policy.followDigest` or `preflight: [images]`: the digest under a tag; narrow it to your repositories",
	"ecr:BatchGetImage": "the same: the platforms of an image that was pushed for many, once for each",
	"ecr:DescribePullThroughCacheRules": "the same: whether an image that is not there comes with its first pull",
};

/** Only for what an environment's `preflight` wants to be looked up. */
export const preflightPermissions: Readonly<Record<LookUpOperation, string>> = {
	"iam:GetRole": "only for `preflight: [roles]`: whether a role is there, and lets tasks or ECS use it",
	"logs:DescribeLogGroups": "only for `preflight: [logGroups]`",
	"elasticloadbalancing:DescribeTargetGroups": "only for `preflight: [targetGroups]`",
};

/** Of each operation that writes. */
export const writePermissions: Readonly<Record<WriteOperation, Permission>> = {
	"ecs:CreateCluster": { why: "", tags: "request" },
	"ecs:UpdateCluster": { why: "", tags: "resource" },
	"ecs:PutClusterCapacityProviders": { why: "", tags: "resource" },
	"ecs:DeleteCluster": { why: "", tags: "resource" },
	"ecs:RegisterTaskDefinition": { why: "", tags: "request" },
	"ecs:DeregisterTaskDefinition": { why: "AWS knows no narrower resource than all for it", tags: "none" },
	"ecs:CreateService": { why: "", tags: "request" },
	"ecs:UpdateService": { why: "", tags: "resource" },
	"ecs:DeleteService": { why: "", tags: "resource" },
	"ecs:TagResource": { why: "marks what is ours; AWS wants it for every create call with tags, too", tags: "either" },
	"ecs:UntagResource": { why: "removes tags whose value is null in the manifest", tags: "resource" },
	"servicediscovery:CreatePrivateDnsNamespace": { why: "", tags: "request" },
	"servicediscovery:CreatePublicDnsNamespace": { why: "", tags: "request" },
	"servicediscovery:CreateHttpNamespace": { why: "", tags: "request" },
	"servicediscovery:UpdatePrivateDnsNamespace": { why: "", tags: "resource" },
	"servicediscovery:UpdatePublicDnsNamespace": { why: "", tags: "resource" },
	"servicediscovery:UpdateHttpNamespace": { why: "", tags: "resource" },
	"servicediscovery:DeleteNamespace": { why: "", tags: "resource" },
	"servicediscovery:CreateService": { why: "", tags: "request" },
	"servicediscovery:UpdateService": { why: "", tags: "resource" },
	"servicediscovery:DeleteService": {
		why: "also the empty registries that ECS leaves behind in a namespace of ours that goes",
		tags: "resource",
	},
	"servicediscovery:DeregisterInstance": {
		why: "removes instances that ECS has left behind after their tasks ended",
		tags: "resource",
	},
	"servicediscovery:TagResource": {
		why: "marks what is ours; AWS wants it for create calls with tags, too, and knows no resource for it",
		tags: "none",
	},
	"servicediscovery:UntagResource": {
		why: "removes tags whose value is null in the manifest; AWS knows no resource for it",
		tags: "none",
	},
};

/**
 * What Cloud Map does in the caller's name when DNS namespaces and their registries are created, changed and deleted (its developer
 * guide, "AWS Cloud Map API permissions reference", and for those of zones its edition of 2022). HTTP namespaces need none of it.
 */
export const zoneDependents: Readonly<Record<string, string>> = {
	"route53:CreateHostedZone": "only for DNS namespaces: each has a hosted zone, whose name AWS cannot restrict",
	"route53:ListHostedZonesByName": "the same: Cloud Map checks whether the zone exists",
	"route53:DeleteHostedZone": "the same: the zone is deleted with its namespace; Route 53 deletes only empty zones",
	"ec2:DescribeVpcs": "only for private DNS namespaces: Cloud Map checks the VPC",
	"ec2:DescribeRegions": "the same",
};

/** Of record sets, which AWS restricts by name (Route 53 developer guide, "Using IAM policy conditions for fine-grained access control"). */
export const recordDependents: Readonly<Record<string, string>> = {
	"route53:ChangeResourceRecordSets":
		"only for DNS namespaces: Cloud Map writes SOA and records when a namespace or a TTL changes; `--zone` restricts it to their names",
};

/** Of health checks, which AWS cannot restrict by anything that is known before they exist. */
export const healthCheckDependents: Readonly<Record<string, string>> = {
	"route53:CreateHealthCheck": "only with `--health-checks`, for registries with HealthCheckConfig (public namespaces)",
	"route53:GetHealthCheck": "the same",
	"route53:UpdateHealthCheck": "the same",
	"route53:DeleteHealthCheck": "the same",
};

/** Roles: what ECS is handed, and what it creates for itself (ECS developer guide, service-linked role). */
export const roleDependents: Readonly<Record<"iam:PassRole" | "iam:CreateServiceLinkedRole", string>> = {
	"iam:PassRole":
		"passes the roles that task definitions and services name to ECS; never evenkeel's own, which would give its permissions to a committed task definition",
	"iam:CreateServiceLinkedRole": "ECS creates its own role the first time that an account uses it",
};
