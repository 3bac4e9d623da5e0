/**
 * Clusters. CreateCluster returns an existing cluster instead of an error, and a deleted cluster stays visible as
 * INACTIVE until its name is reused (ECS API reference, CreateCluster and DeleteCluster).
 */
import type {
	ClusterSetting,
	CreateClusterRequest,
	CreateClusterResponse,
	DeleteClusterRequest,
	DeleteClusterResponse,
	DescribeClustersRequest,
	ListClustersRequest,
	ListClustersResponse,
	PutClusterCapacityProvidersRequest,
	PutClusterCapacityProvidersResponse,
	UpdateClusterRequest,
	UpdateClusterResponse,
	UpdateClusterSettingsRequest,
	UpdateClusterSettingsResponse,
} from "@aws-sdk/client-ecs";
import { sameJson } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { accountSetting } from "../account-settings.ts";
import { checkProviders, checkStrategy } from "../capacity/provider-rules.ts";
import { checkUnused } from "../capacity/provider-use.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import type { ClusterRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { describeClusters, viewCluster } from "./view.ts";

/** The time that ECS needs to create a missing default namespace. */
const namespaceCreationMs = 10_000;

/** The cluster that a request names, `default` if it names none; throws AWS's error unless it is ACTIVE. */
export function activeCluster(state: EcsState, reference: string | undefined): ClusterRecord {
	const cluster = state.clusters.get(nameOf(reference || "default"));
	if (!cluster) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
	if (cluster.status === "INACTIVE") {
		throw new AwsError("ClusterNotFoundException", "The referenced cluster was inactive.");
	}
	return cluster;
}

/** The operations on clusters. */
export function clusterOperations(state: EcsState) {
	const view = (cluster: ClusterRecord) => viewCluster(state, cluster, ["SETTINGS", "TAGS", "CONFIGURATIONS"]);
	return {
		CreateCluster: (input: CreateClusterRequest): CreateClusterResponse => ({
			cluster: view(createCluster(state, input)),
		}),
		UpdateCluster: (input: UpdateClusterRequest): UpdateClusterResponse => {
			const cluster = activeCluster(state, input.cluster);
			const settings = input.settings && mergedSettings(cluster.settings, input.settings);
			if (input.serviceConnectDefaults) {
				setDefaultNamespace(state, cluster, input.serviceConnectDefaults.namespace ?? "");
			}
			cluster.settings = settings ?? cluster.settings;
			cluster.configuration = input.configuration ?? cluster.configuration;
			return { cluster: view(cluster) };
		},
		UpdateClusterSettings: (input: UpdateClusterSettingsRequest): UpdateClusterSettingsResponse => {
			const cluster = activeCluster(state, input.cluster);
			cluster.settings = mergedSettings(cluster.settings, input.settings ?? []);
			return { cluster: view(cluster) };
		},
		PutClusterCapacityProviders: (input: PutClusterCapacityProvidersRequest): PutClusterCapacityProvidersResponse => {
			const cluster = activeCluster(state, input.cluster);
			const names = providerNames(state, input.capacityProviders);
			checkStrategy(names, input.defaultCapacityProviderStrategy ?? []);
			checkUnused(
				cluster,
				cluster.capacityProviders.filter((name) => !names.includes(name)),
			);
			cluster.capacityProviders = names;
			cluster.defaultCapacityProviderStrategy = input.defaultCapacityProviderStrategy ?? [];
			return { cluster: view(cluster) };
		},
		DeleteCluster: (input: DeleteClusterRequest): DeleteClusterResponse => {
			const cluster = state.clusters.get(nameOf(input.cluster ?? ""));
			if (!cluster) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
			checkEmpty(state, cluster);
			cluster.status = "INACTIVE";
			return { cluster: view(cluster) };
		},
		DescribeClusters: (input: DescribeClustersRequest) => describeClusters(state, input),
		ListClusters: (input: ListClustersRequest): ListClustersResponse => {
			const active = [...state.clusters.values()].filter((cluster) => cluster.status === "ACTIVE");
			const { items, nextToken } = page(active, (cluster) => cluster.sequence, input, {
				list: "clusters",
				defaultSize: 100,
			});
			return { clusterArns: items.map((cluster) => cluster.arn), ...(nextToken && { nextToken }) };
		},
	};
}

function createCluster(state: EcsState, input: CreateClusterRequest): ClusterRecord {
	const name = input.clusterName || "default";
	if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
		throw new AwsError("InvalidParameterException", `Invalid cluster name: ${name}`);
	}
	const existing = state.clusters.get(name);
	if (existing && existing.status !== "INACTIVE") {
		if (input.configuration && !sameJson(input.configuration, existing.configuration)) {
			throw new AwsError(
				"InvalidParameterException",
				"Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
			);
		}
		return existing;
	}
	const capacityProviders = providerNames(state, input.capacityProviders);
	checkStrategy(capacityProviders, input.defaultCapacityProviderStrategy ?? []);
	const insights: ClusterSetting = { name: "containerInsights", value: accountSetting(state, "containerInsights") };
	const cluster: ClusterRecord = {
		kind: "cluster",
		sequence: state.nextSequence(),
		name,
		arn: arnOf(state.context, `cluster/${name}`),
		tags: readTags(input.tags),
		status: "ACTIVE",
		provisionedAtMs: 0,
		settings: mergedSettings([insights], input.settings ?? []),
		configuration: input.configuration,
		capacityProviders,
		defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy ?? [],
		defaultNamespaceArn: undefined,
		services: new Map(),
		tasks: new Set(),
		instances: new Map(),
		waitingForPlace: new Set(),
		launch: undefined,
		wakeAtMs: undefined,
	};
	if (input.serviceConnectDefaults) setDefaultNamespace(state, cluster, input.serviceConnectDefaults.namespace ?? "");
	// Deleting first moves a reused name to the end of the list, as a new cluster.
	state.clusters.delete(name);
	state.clusters.set(name, cluster);
	return cluster;
}

/**
 * The default Service Connect namespace. For a name that does not exist, ECS creates an HTTP namespace and the cluster
 * is PROVISIONING meanwhile; an ARN must exist (ECS API reference, ClusterServiceConnectDefaultsRequest).
 */
function setDefaultNamespace(state: EcsState, cluster: ClusterRecord, reference: string): void {
	if (reference === "") {
		cluster.defaultNamespaceArn = undefined;
		return;
	}
	if (!reference.startsWith("arn:") && (reference.length > 1024 || /[<>"/]/.test(reference))) {
		throw new AwsError("InvalidParameterException", `Invalid Service Connect namespace name: ${reference}`);
	}
	const existing = state.ports.serviceRegistries.namespace(reference);
	if (!existing && reference.startsWith("arn:")) {
		throw new AwsError("NamespaceNotFoundException", "The specified namespace was not found.");
	}
	if (!existing) cluster.provisionedAtMs = state.context.clock.now() + namespaceCreationMs;
	cluster.defaultNamespaceArn = (existing ?? state.ports.serviceRegistries.createHttpNamespace(reference)).arn;
}

function mergedSettings(before: readonly ClusterSetting[], after: readonly ClusterSetting[]): ClusterSetting[] {
	const merged = new Map(before.map((setting) => [setting.name, setting]));
	for (const setting of after) {
		const known = setting.name === "containerInsights";
		if (!known) throw new AwsError("InvalidParameterException", `Invalid setting name: ${setting.name}`);
		if (!["enabled", "disabled", "enhanced"].includes(setting.value ?? "")) {
			throw new AwsError("InvalidParameterException", `Invalid setting value: ${setting.value}`);
		}
		merged.set(setting.name, { name: setting.name, value: setting.value });
	}
	return [...merged.values()];
}

/** The names of existing providers, given by name or ARN. */
function providerNames(state: EcsState, references: readonly string[] = []): string[] {
	checkProviders(state, references);
	return references.map(nameOf);
}

/** The reasons that prevent the deletion of a cluster (ECS API reference, DeleteCluster, errors). */
function checkEmpty(state: EcsState, cluster: ClusterRecord): void {
	if ([...cluster.instances.values()].some((instance) => instance.status !== "INACTIVE")) {
		throw new AwsError(
			"ClusterContainsContainerInstancesException",
			"The Cluster cannot be deleted while Container Instances are active or draining.",
		);
	}
	if ([...cluster.services.values()].some((service) => service.status !== "INACTIVE")) {
		throw new AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
	}
	if (cluster.capacityProviders.some((name) => state.capacityProviders.get(name)?.cluster === cluster)) {
		throw new AwsError(
			"ClusterContainsCapacityProviderException",
			"The Cluster cannot be deleted while Capacity Providers with managed instances are active.",
		);
	}
	if ([...cluster.tasks].some((task) => task.lastStatus !== "STOPPED")) {
		throw new AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
	}
}
