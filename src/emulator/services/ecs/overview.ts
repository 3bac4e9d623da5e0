/**
 * A summary of the emulated ECS for users who inspect a running emulator: clusters, their services and tasks as plain
 * data for JSON.
 */
import type { EcsState } from "./state.ts";

/** Clusters with services, tasks and container instances; stopped tasks are omitted. */
export function overview(state: EcsState): object {
	return {
		clusters: Array.from(state.clusters.values(), (cluster) => ({
			name: cluster.name,
			status: cluster.status,
			services: Array.from(cluster.services.values(), (service) => ({
				name: service.name,
				status: service.status,
				desiredCount: service.configuration.desiredCount,
				taskDefinition: service.configuration.taskDefinition,
				deployments: service.deployments.map(({ id, status, rolloutState }) => ({ id, status, rolloutState })),
				lastEvent: service.events[0]?.message,
			})),
			tasks: [...cluster.tasks]
				.filter((task) => task.lastStatus !== "STOPPED")
				.map((task) => ({
					id: task.id,
					group: task.group,
					lastStatus: task.lastStatus,
					address: task.networkInterface?.address ?? task.instance?.address,
					ports: task.ports.map(({ hostPort }) => hostPort),
				})),
			containerInstances: Array.from(cluster.instances.values(), (instance) => ({
				id: instance.id,
				status: instance.status,
				address: instance.address,
			})),
		})),
		taskDefinitions: Array.from(state.families.values(), (family) => ({
			family: family.name,
			revisions: Array.from(family.revisions.values(), ({ revision, status }) => ({ revision, status })),
		})),
	};
}
