/**
 * The Cluster kind: ECS clusters.
 * CreateCluster silently returns an existing cluster of the same name, so evenkeel creates a cluster only after observing
 * its absence, and checks its ownership again in the next reconcile.
 */
import type { Cluster } from "@aws-sdk/client-ecs";
import { batches, readAll } from "../../aws/reads.ts";
import { sameJson } from "../../lib/json.ts";
import type { Change } from "../../model/changes.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import type { Fields, Kind } from "../../model/kind.ts";
import type { Observations, ObserveRequest } from "../../model/observe-request.ts";
import type { Health, Observation } from "../../model/observed-state.ts";
import type { Step } from "../../model/plan.ts";
import { because, type Reason } from "../../model/reason.ts";
import { dueByIdentity, ecsTagList, ecsTags, tryRead, unknownObservation, unprovedAbsence } from "../observing.ts";
import { ecsTagRules } from "../tag-rules.ts";
import type { ClusterFacts } from "./facts.ts";
import { clusterManifest, noNamespace, normalConfiguration } from "./manifest.ts";
import type {} from "./reasons.ts";
import type { ClusterSpec } from "./spec.ts";

const fields: Fields<ClusterSpec> = {
	clusterName: {
		onDrift: "refuse",
		note: "Renaming a manifest declares a different cluster; the old one becomes an orphan.",
	},
	// Only declared settings are compared: account-level defaults are never drift.
	settings: { onDrift: "update", atDefault: () => true },
	configuration: {
		onDrift: "update",
		atDefault: (configuration) => sameJson(configuration, normalConfiguration({})),
	},
	capacityProviders: { onDrift: "update", atDefault: (list) => list.length === 0 },
	defaultCapacityProviderStrategy: { onDrift: "update", atDefault: (list) => list.length === 0 },
	serviceConnectDefaults: {
		onDrift: "update",
		atDefault: ({ namespace }) => namespace === noNamespace,
		note: '`namespace: ""` removes the default namespace from the cluster; the Cloud Map namespace is not deleted.',
	},
};

export const cluster: Kind<ClusterSpec, ClusterFacts> = {
	name: "Cluster",
	manifest: clusterManifest,
	fields,
	observe,
	plan,
	tags: ecsTagRules,
	health,
};

/** DescribeClusters takes 100 names; a failure with the reason MISSING proves absence. */
async function observe(
	request: ObserveRequest<ClusterSpec, ClusterFacts>,
): Promise<Observations<ClusterSpec, ClusterFacts>> {
	const due = dueByIdentity(request.due);
	const names = new Set(request.due.map(({ identity }) => nameOf(identity)));
	if (request.fullResync) {
		const listing = await tryRead(() =>
			readAll(request.read, "ecs:ListClusters", {}, ({ clusterArns }) => clusterArns),
		);
		if (!listing.ok) request.onIncomplete(because("ListFailed", { kind: "Cluster", cause: listing.reason }));
		for (const arn of listing.ok ? listing.value : []) names.add(arn.slice(arn.lastIndexOf("/") + 1));
	}
	const observations = new Map<Identity, Observation<ClusterSpec, ClusterFacts>>();
	for (const batch of batches([...names].sort(), 100)) {
		const tried = await tryRead(() =>
			request.read("ecs:DescribeClusters", {
				clusters: batch,
				include: ["TAGS", "SETTINGS", "CONFIGURATIONS", "STATISTICS", "ATTACHMENTS"],
			}),
		);
		const { clusters = [], failures } = tried.ok ? tried.value : {};
		const shown = new Map(clusters.map((cluster) => [cluster.clusterName, cluster]));
		for (const name of batch) {
			const id = identity("Cluster", name);
			const found = shown.get(name);
			const reason = !tried.ok ? tried.reason : found ? undefined : unprovedAbsence(name, failures);
			const isDue = due.has(id);
			observations.set(
				id,
				reason ? unknownObservation(request, { identity: id, isDue, reason }) : observationFor(request, found),
			);
		}
	}
	return observations;
}

function observationFor(
	request: ObserveRequest<ClusterSpec, ClusterFacts>,
	cluster: Cluster | undefined,
): Observation<ClusterSpec, ClusterFacts> {
	const status = cluster?.status ?? "INACTIVE";
	if (!cluster || status === "INACTIVE") return { status: "absent" };
	const statistics = (cluster.statistics ?? []).map(({ name, value }) => ({ name: name ?? "", count: Number(value) }));
	const sum = (pattern: RegExp) =>
		statistics.reduce((total, { name, count }) => total + (pattern.test(name) ? count : 0), 0);
	const clusterName = cluster.clusterName ?? "";
	return {
		status: "present",
		observed: {
			awsRef: { arn: cluster.clusterArn ?? "", id: clusterName },
			spec: clusterManifest.normalise({
				clusterName,
				settings: cluster.settings,
				configuration: cluster.configuration ?? {},
				capacityProviders: cluster.capacityProviders ?? [],
				defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy ?? [],
				serviceConnectDefaults: { namespace: cluster.serviceConnectDefaults?.namespace ?? noNamespace },
			}),
			tags: ecsTags(cluster.tags),
			tagsReconcileId: request.reconcileId,
			...(status === "ACTIVE" || status === "FAILED" ? {} : { busy: because("ChangeInProgress", { status }) }),
			facts: {
				status,
				activeServices: cluster.activeServicesCount ?? 0,
				drainingServices: sum(/^draining.*Service/),
				tasks: (cluster.runningTasksCount ?? 0) + (cluster.pendingTasksCount ?? 0),
				containerInstances: cluster.registeredContainerInstancesCount ?? 0,
			},
		},
	};
}

function plan(change: Change<ClusterSpec, ClusterFacts>): Step {
	switch (change.verb) {
		case "create":
			return {
				outcome: "action",
				call: { operation: "ecs:CreateCluster", input: creationInput(change) },
				reason: because("NotFound"),
			};
		case "update":
			return update(change);
		case "delete":
			return deletion(change.observed.awsRef.id, change.observed.facts, change.because);
	}
}

/** Omits an empty default namespace, since a new cluster has none to remove. */
function creationInput({ desired, tags }: Change<ClusterSpec, ClusterFacts> & { verb: "create" }) {
	const { serviceConnectDefaults, ...others } = desired;
	const isSet = serviceConnectDefaults !== undefined && serviceConnectDefaults.namespace !== noNamespace;
	return { ...others, ...(isSet ? { serviceConnectDefaults } : {}), tags: ecsTagList(tags) };
}

function update({ desired, observed, fields }: Change<ClusterSpec, ClusterFacts> & { verb: "update" }): Step {
	const reason = because("FieldsDiffer", { fields });
	const byUpdate = fields.filter(
		(field) => field !== "capacityProviders" && field !== "defaultCapacityProviderStrategy",
	);
	if (byUpdate.length > 0) {
		const changed = Object.fromEntries(byUpdate.map((field) => [field, desired[field]]));
		return {
			outcome: "action",
			call: { operation: "ecs:UpdateCluster", input: { ...changed, cluster: desired.clusterName } },
			reason,
		};
	}
	// PutClusterCapacityProviders replaces both lists, so a list that the manifest omits is sent as observed.
	return {
		outcome: "action",
		call: {
			operation: "ecs:PutClusterCapacityProviders",
			input: {
				cluster: desired.clusterName,
				capacityProviders: desired.capacityProviders ?? observed.spec.capacityProviders ?? [],
				defaultCapacityProviderStrategy:
					desired.defaultCapacityProviderStrategy ?? observed.spec.defaultCapacityProviderStrategy ?? [],
			},
		},
		reason,
	};
}

function deletion(name: string, facts: ClusterFacts, reason: Reason): Step {
	const { activeServices: services, drainingServices, tasks, containerInstances } = facts;
	if (services + drainingServices + tasks + containerInstances > 0) {
		const left = { services, drainingServices, tasks, containerInstances };
		return { outcome: "waiting", reason: because("ClusterNotEmpty", left) };
	}
	return {
		outcome: "action",
		call: { operation: "ecs:DeleteCluster", input: { cluster: name } },
		reason,
	};
}

function health({ facts }: { readonly facts: ClusterFacts }): Health {
	if (facts.status === "ACTIVE") return { status: "Healthy" };
	if (facts.status === "FAILED") return { status: "Degraded", reason: because("ClusterFailed") };
	return { status: "Progressing", reason: because("ChangeInProgress", { status: facts.status }) };
}
