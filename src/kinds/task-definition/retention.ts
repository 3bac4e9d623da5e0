/**
 * Retention of old revisions (`policy.keepRevisions`). Everybody may name a revision by its number, so one goes only where all
 * there is was seen and nothing of it uses that revision; and since a service that rolls out may be taken back to a revision
 * that it does not show any more, none of a family goes meanwhile.
 */

import { grouped } from "../../lib/group.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { FollowUpInput, Surroundings } from "../../model/changes.ts";
import { derivedFrom } from "../../model/derived.ts";
import { nameOf } from "../../model/identity.ts";
import { allObserved, resourceOf } from "../../model/kinds.ts";
import type { IsOurs } from "../../model/observing.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { onDeleteTag } from "../../model/tags.ts";
import { clusterRef } from "../cluster/ref.ts";
import { clusterName } from "../looking.ts";
import { lastPart } from "../normal-form.ts";
import type { ServiceFacts } from "../service/facts.ts";
import { serviceRef } from "../service/ref.ts";
import type { RetentionFacts, TaskDefinitionFacts } from "./facts.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

interface Around extends Surroundings<TaskDefinitionSpec> {
	readonly isOurs: IsOurs;
	/** The ARN of the revision that the manifest describes. */
	readonly chosen: string;
}

/**
 * The revisions, as ARNs and the oldest first, that are beyond those that the manifest keeps and that nothing is known to use.
 * One whose tags were not read yet is among them, and counts as none of those that are kept.
 */
export function expendable({ active, seen, ofTasks = [] }: RetentionFacts, around: Around): readonly string[] {
	const { resource, world, declared, isOurs, chosen } = around;
	const { keepRevisions, onDelete } = resource.policy;
	// What the manifest wants to outlive it is not what it wants to be cleared away.
	if (keepRevisions === undefined || onDelete === "retain") return [];
	const ours = active.filter((arn) => {
		const tags = seen.get(arn)?.tags;
		return tags !== undefined && isOurs(resource.identity, tags);
	});
	const oldestKept = ours[keepRevisions - 1];
	if (oldestKept === undefined) return [];
	const services = servicesOn(resource.spec.family, world);
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

/** Deregisters the oldest revision that is not kept and not used: one at a time, each after another look. */
export function retire(
	extra: Pick<
		FollowUpInput<TaskDefinitionSpec, TaskDefinitionFacts>,
		"observed" | "resource" | "world" | "declared" | "isOurs" | "allSeen"
	>,
): Step | undefined {
	const { observed, resource, allSeen } = extra;
	const { retention } = observed.facts;
	if (!retention?.ofTasks || !allSeen || !isAsCounted(extra.world)) return undefined;
	const candidates = expendable(retention, { ...extra, chosen: observed.handle.arn });
	const oldest = candidates.find((arn) => retention.seen.get(arn)?.pass === observed.tagsPass);
	if (oldest === undefined) return undefined;
	const { keepRevisions = 0 } = resource.policy;
	return {
		outcome: "call",
		call: { operation: "ecs:DeregisterTaskDefinition", input: { taskDefinition: oldest } },
		reason: because("RevisionNotKept", { revision: lastPart(oldest), keepRevisions }),
		housekeeping: true,
	};
}

/** Whether as many services are known as their clusters count: a list that AWS has cut short looks like a whole one. */
const isAsCounted = derivedFrom((world) => {
	const known = new Map<string, number>();
	for (const [identity] of allObserved(serviceRef, world)) {
		const cluster = clusterName(identity);
		known.set(cluster, (known.get(cluster) ?? 0) + 1);
	}
	return [...allObserved(clusterRef, world)].every(
		([identity, { facts }]) => (known.get(nameOf(identity)) ?? 0) >= facts.activeServices,
	);
});

/** What is known of the services, whoever owns them, that name a revision of the family. */
function servicesOn(family: string, world: Around["world"]): readonly ServiceFacts[] {
	return servicesByFamily(world).get(family) ?? [];
}

const servicesByFamily = derivedFrom((world) =>
	grouped(
		[...allObserved(serviceRef, world)].flatMap(([, { facts }]) => {
			const named = facts.taskDefinitions.filter((name) => name.includes(":"));
			const families = new Set(named.map((name) => name.slice(0, name.indexOf(":"))));
			return [...families].map((family) => [family, facts] as const);
		}),
	),
);

/** Where it is not, ECS may go back to what an earlier deployment ran, which it does not always show. */
function isSettled(deployments: ServiceFacts["deployments"]): boolean {
	return deployments.every(
		({ status, rolloutState }) => status === "PRIMARY" && (rolloutState === "COMPLETED" || rolloutState === ""),
	);
}

/** Revisions that manifests name by their number or their ARN, as `family:revision`. */
const pins = oncePer(
	(declared: Around["declared"]): ReadonlySet<string> =>
		new Set(
			[...declared.values()].flatMap((resource) => {
				const taskDefinition = resourceOf(serviceRef, resource)?.spec.taskDefinition;
				return taskDefinition?.includes(":") ? [lastPart(taskDefinition)] : [];
			}),
		),
);
