/**
 * Retention of old revisions (`policy.keepRevisions`).
 * Any service or task may name a revision by its number, so one is deregistered only after a complete observation without a
 * use of it. A rollback may return to a revision that ECS no longer shows, so none of a family is deregistered during a
 * rollout.
 */

import { grouped } from "../../lib/group.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { FollowUpInput, ResourceContext } from "../../model/changes.ts";
import { derivedFrom } from "../../model/derived.ts";
import { nameOf } from "../../model/identity.ts";
import { allObserved, resourceOf } from "../../model/kinds.ts";
import type { IsOurs } from "../../model/observe-request.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { onDeleteTag } from "../../model/tags.ts";
import { clusterRef } from "../cluster/ref.ts";
import { lastPart } from "../normal-form.ts";
import { clusterName } from "../observing.ts";
import type { ServiceFacts } from "../service/facts.ts";
import { serviceRef } from "../service/ref.ts";
import type { RetentionFacts, TaskDefinitionFacts } from "./facts.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

interface Around extends ResourceContext<TaskDefinitionSpec> {
	readonly isOurs: IsOurs;
	/** The ARN of the revision that the manifest describes. */
	readonly chosen: string;
}

/**
 * The revisions, as ARNs and oldest first, that exceed the number to keep and have no known use. A revision whose tags are
 * unread is included, and does not count as kept.
 */
export function expendable({ active, seen, ofTasks = [] }: RetentionFacts, resourceContext: Around): readonly string[] {
	const { resource, observedState, declared, isOurs, chosen } = resourceContext;
	const { keepRevisions, onDelete } = resource.policy;
	// `onDelete: retain` keeps the family, so its revisions are kept too.
	if (keepRevisions === undefined || onDelete === "retain") return [];
	const ours = active.filter((arn) => {
		const tags = seen.get(arn)?.tags;
		return tags !== undefined && isOurs(resource.identity, tags);
	});
	const oldestKept = ours[keepRevisions - 1];
	if (oldestKept === undefined) return [];
	const services = servicesOn(resource.spec.family, observedState);
	if (services.some(({ deployments }) => !isSettled(deployments))) return [];
	const pinned = pins(declared);
	const used = new Set([
		lastPart(chosen),
		...services.flatMap(({ taskDefinitions }) => taskDefinitions),
		...ofTasks.map(lastPart),
	]);
	return active
		.slice(active.indexOf(oldestKept) + 1)
		.filter((arn) => {
			const tags = seen.get(arn)?.tags;
			const mayGo = tags === undefined || (isOurs(resource.identity, tags) && tags[onDeleteTag] !== "retain");
			return mayGo && !used.has(lastPart(arn)) && !pinned.has(lastPart(arn));
		})
		.reverse();
}

/** Deregisters the oldest revision that is neither kept nor used: one at a time, each after a new observation. */
export function retire(
	extra: Pick<
		FollowUpInput<TaskDefinitionSpec, TaskDefinitionFacts>,
		"observed" | "resource" | "observedState" | "declared" | "isOurs" | "everythingObserved"
	>,
): Step | undefined {
	const { observed, resource, everythingObserved } = extra;
	const { retention } = observed.facts;
	if (!retention?.ofTasks || !everythingObserved || !isAsCounted(extra.observedState)) return undefined;
	const candidates = expendable(retention, { ...extra, chosen: observed.awsRef.arn });
	const oldest = candidates.find((arn) => retention.seen.get(arn)?.reconcileId === observed.tagsReconcileId);
	if (oldest === undefined) return undefined;
	const { keepRevisions = 0 } = resource.policy;
	return {
		outcome: "action",
		call: { operation: "ecs:DeregisterTaskDefinition", input: { taskDefinition: oldest } },
		reason: because("RevisionNotKept", { revision: lastPart(oldest), keepRevisions }),
		housekeeping: true,
	};
}

/** Whether as many services are observed as their clusters count: a truncated list looks complete. */
const isAsCounted = derivedFrom((observedState) => {
	const known = new Map<string, number>();
	for (const [identity] of allObserved(serviceRef, observedState)) {
		const cluster = clusterName(identity);
		known.set(cluster, (known.get(cluster) ?? 0) + 1);
	}
	return [...allObserved(clusterRef, observedState)].every(
		([identity, { facts }]) => (known.get(nameOf(identity)) ?? 0) >= facts.activeServices,
	);
});

/** The observed services, of any owner, that name a revision of the family. */
function servicesOn(family: string, observedState: Around["observedState"]): readonly ServiceFacts[] {
	return servicesByFamily(observedState).get(family) ?? [];
}

const servicesByFamily = derivedFrom((observedState) =>
	grouped(
		[...allObserved(serviceRef, observedState)].flatMap(([, { facts }]) => {
			const named = facts.taskDefinitions.filter((name) => name.includes(":"));
			const families = new Set(named.map((name) => name.slice(0, name.indexOf(":"))));
			return [...families].map((family) => [family, facts] as const);
		}),
	),
);

/** During a rollout, ECS may roll back to an earlier deployment's revision, which it does not always show. */
function isSettled(deployments: ServiceFacts["deployments"]): boolean {
	return deployments.every(
		({ status, rolloutState }) => status === "PRIMARY" && (rolloutState === "COMPLETED" || rolloutState === ""),
	);
}

/** Revisions that manifests name by number or ARN, as `family:revision`. */
const pins = oncePer(
	(declared: Around["declared"]): ReadonlySet<string> =>
		new Set(
			[...declared.values()].flatMap((resource) => {
				const taskDefinition = resourceOf(serviceRef, resource)?.spec.taskDefinition;
				return taskDefinition?.includes(":") ? [lastPart(taskDefinition)] : [];
			}),
		),
);
