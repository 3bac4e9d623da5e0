/**
 * Capacity providers: Fargate's two, which every account has, and those over Auto Scaling groups and managed instances
 * (ECS developer guide, capacity providers). A deleted one stays visible as INACTIVE.
 */
import type {
	CapacityProviderType,
	CreateCapacityProviderRequest,
	CreateCapacityProviderResponse,
	DeleteCapacityProviderRequest,
	DeleteCapacityProviderResponse,
	DescribeCapacityProvidersRequest,
	DescribeCapacityProvidersResponse,
	Failure,
	InstanceLaunchTemplate,
	UpdateCapacityProviderRequest,
	UpdateCapacityProviderResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import type { CapacityProviderRecord, EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { checkGroup, checkNewProvider } from "./provider-rules.ts";
import { checkUnused } from "./provider-use.ts";
import { filledGroup, statusOf, viewProvider } from "./provider-view.ts";

/** The duration of a deletion. */
const deletionMs = 10_000;
const describedAtOnce = 100;

/** The operations on capacity providers. */
export function capacityProviderOperations(state: EcsState) {
	return {
		CreateCapacityProvider: (input: CreateCapacityProviderRequest): CreateCapacityProviderResponse => {
			const provider = create(state, input);
			return { capacityProvider: viewProvider(state, provider, true) };
		},
		UpdateCapacityProvider: (input: UpdateCapacityProviderRequest): UpdateCapacityProviderResponse => {
			const provider = changeable(state, input.name ?? "", input.cluster);
			update(provider, input);
			return { capacityProvider: viewProvider(state, provider, true) };
		},
		DeleteCapacityProvider: (input: DeleteCapacityProviderRequest): DeleteCapacityProviderResponse => {
			const provider = changeable(state, input.capacityProvider ?? "", input.cluster);
			remove(state, provider);
			return { capacityProvider: viewProvider(state, provider, true) };
		},
		DescribeCapacityProviders: (input: DescribeCapacityProvidersRequest) => describe(state, input),
	};
}

/** Fargate's providers, which always exist. */
export function createCapacityProviders(): Map<string, CapacityProviderRecord> {
	const types = ["FARGATE", "FARGATE_SPOT"] as const;
	return new Map(types.map((type, index) => [type, record(type, type, index - types.length)]));
}

function record(name: string, type: CapacityProviderType, sequence: number): CapacityProviderRecord {
	return {
		sequence,
		name,
		type,
		cluster: undefined,
		tags: new Map(),
		group: undefined,
		managedInstances: undefined,
		updateStatus: undefined,
		updateStatusReason: undefined,
		deletedAtMs: undefined,
	};
}

function create(state: EcsState, input: CreateCapacityProviderRequest): CapacityProviderRecord {
	const name = input.name ?? "";
	checkNewProvider(state, input);
	const managed = input.managedInstancesProvider;
	const cluster = managed && activeCluster(state, input.cluster);
	const provider: CapacityProviderRecord = {
		...record(name, managed ? "MANAGED_INSTANCES" : "EC2_AUTOSCALING", state.nextSequence()),
		cluster,
		tags: readTags(input.tags),
		group: input.autoScalingGroupProvider && filledGroup(input.autoScalingGroupProvider, undefined),
		managedInstances: managed,
		updateStatus: managed && "CREATE_COMPLETE",
	};
	// Deleting first moves a reused name to the end of the list, as a new provider.
	state.capacityProviders.delete(name);
	state.capacityProviders.set(name, provider);
	// A provider with managed instances belongs to its cluster from the start.
	if (cluster) cluster.capacityProviders = [...cluster.capacityProviders, name];
	return provider;
}

function update(provider: CapacityProviderRecord, input: UpdateCapacityProviderRequest): void {
	const { autoScalingGroupProvider: group, managedInstancesProvider: managed } = input;
	if ((group === undefined) === (provider.group !== undefined)) {
		throw new AwsError("ClientException", "The update does not fit the type of the capacity provider.");
	}
	if (group && provider.group) {
		const next = filledGroup({ ...group, autoScalingGroupArn: provider.group.autoScalingGroupArn }, provider.group);
		checkGroup(next);
		provider.group = next;
	}
	if (managed && provider.managedInstances) {
		const { instanceLaunchTemplate, ...members } = managed;
		const template = { ...provider.managedInstances.instanceLaunchTemplate, ...instanceLaunchTemplate };
		// The create call required all members of the template, so they are still present after an update.
		const whole = template as InstanceLaunchTemplate;
		provider.managedInstances = { ...provider.managedInstances, ...members, instanceLaunchTemplate: whole };
	}
	provider.updateStatus = "UPDATE_COMPLETE";
	provider.updateStatusReason = undefined;
}

/** AWS accepts the call for a provider in use, keeps the provider and reports the reason in it. */
function remove(state: EcsState, provider: CapacityProviderRecord): void {
	const user = [...state.clusters.values()].find(
		(cluster) => cluster.status === "ACTIVE" && cluster.capacityProviders.includes(provider.name),
	);
	if (user && user !== provider.cluster) {
		provider.updateStatus = "DELETE_FAILED";
		provider.updateStatusReason = `The capacity provider cannot be deleted because it is associated with cluster: ${user.name}. Remove the capacity provider from the cluster and try again.`;
		return;
	}
	if (provider.cluster) {
		const { cluster } = provider;
		checkUnused(cluster, [provider.name]);
		cluster.capacityProviders = cluster.capacityProviders.filter((name) => name !== provider.name);
	}
	provider.updateStatus = "DELETE_IN_PROGRESS";
	provider.updateStatusReason = undefined;
	provider.deletedAtMs = state.context.clock.now() + deletionMs;
}

function changeable(state: EcsState, reference: string, cluster: string | undefined): CapacityProviderRecord {
	const provider = state.capacityProviders.get(nameOf(reference));
	if (provider?.type === "FARGATE" || provider?.type === "FARGATE_SPOT") {
		throw new AwsError(
			"ClientException",
			"The specified capacity provider is reserved and cannot be changed or deleted.",
		);
	}
	const gone = provider && statusOf(state, provider) === "INACTIVE";
	const elsewhere = provider?.cluster && provider.cluster !== activeCluster(state, cluster);
	if (provider && !gone && !elsewhere) return provider;
	throw new AwsError(
		"ClientException",
		"The specified capacity provider does not exist. Specify a valid name or ARN and try again.",
	);
}

function describe(state: EcsState, input: DescribeCapacityProvidersRequest): DescribeCapacityProvidersResponse {
	const withTags = input.include?.includes("TAGS") ?? false;
	const cluster = input.cluster === undefined ? undefined : activeCluster(state, input.cluster);
	const failures: Failure[] = [];
	const asked = input.capacityProviders;
	if ((asked?.length ?? 0) > describedAtOnce) {
		throw new AwsError(
			"InvalidParameterException",
			`Capacity providers cannot have more than ${describedAtOnce} elements.`,
		);
	}
	const found = asked?.length
		? asked.flatMap((reference) => {
				const provider = state.capacityProviders.get(nameOf(reference));
				if (provider && (!cluster || cluster.capacityProviders.includes(provider.name))) return [provider];
				failures.push({
					arn: arnOf(state.context, `capacity-provider/${nameOf(reference)}`),
					reason: "MISSING",
				});
				return [];
			})
		: [...state.capacityProviders.values()].filter(
				(provider) =>
					statusOf(state, provider) === "ACTIVE" && (!cluster || cluster.capacityProviders.includes(provider.name)),
			);
	const ordered = [...new Set(found)].sort((a, b) => a.sequence - b.sequence);
	const limits = { list: "capacity providers", defaultSize: 10, maximumSize: 10 };
	const { items, nextToken } = page(ordered, (provider) => provider.sequence, input, limits);
	return {
		capacityProviders: items.map((provider) => viewProvider(state, provider, withTags)),
		failures,
		...(nextToken && { nextToken }),
	};
}
