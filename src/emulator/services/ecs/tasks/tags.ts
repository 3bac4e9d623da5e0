/**
 * The tags that a task is born with: those copied from its service or its task definition, and those that ECS adds where
 * managed tags are on (ECS developer guide, tagging resources). Tasks that run keep theirs when the service changes.
 */

import type { RevisionRecord, Tags } from "../record-parts.ts";
import type { ServiceRecord } from "../records.ts";

/** The tags of a service's new task. */
export function serviceTaskTags(service: ServiceRecord, definition: RevisionRecord): Tags {
	const { propagateTags, enableECSManagedTags } = service.configuration;
	const propagated =
		propagateTags === "SERVICE" ? service.tags : propagateTags === "TASK_DEFINITION" ? definition.tags : [];
	const managed: [string, string][] = enableECSManagedTags
		? [
				["aws:ecs:clusterName", service.cluster.name],
				["aws:ecs:serviceName", service.name],
			]
		: [];
	return new Map([...propagated, ...managed]);
}
