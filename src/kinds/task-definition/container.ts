/**
 * The normal form of a container definition.
 * AWS returns many members as zero, false or empty that were never sent, so raw definitions differ without a meaning.
 */
import type { ContainerDefinition, LinuxParameters, NetworkMode, PortMapping } from "@aws-sdk/client-ecs";
import { mapMembers, normalLog, sortedBy, sortedNames, withDefaults, without, withoutEmpty } from "../normal-form.ts";

/** Values that equal a missing member. */
const fillers: Partial<ContainerDefinition> = {
	memory: 0,
	memoryReservation: 0,
	startTimeout: 0,
	disableNetworking: false,
	privileged: false,
	readonlyRootFilesystem: false,
	interactive: false,
	pseudoTerminal: false,
	versionConsistency: "enabled",
};

/** Normalises one container of a task definition with this network mode. */
export function normalContainer(container: ContainerDefinition, networkMode: NetworkMode): ContainerDefinition {
	const filled = withDefaults(without(container, fillers), { cpu: 0, essential: true });
	return withoutEmpty(
		mapMembers(filled, {
			portMappings: (ports) =>
				sortedBy(
					ports.map((port) => normalPort(port, networkMode)),
					(port) => [port.containerPort, port.containerPortRange, port.protocol, port.hostPort, port.name],
				),
			environment: (variables) => sortedBy(variables, ({ name }) => [name]),
			secrets: (secrets) => sortedBy(secrets, ({ name }) => [name]),
			mountPoints: (mounts) =>
				sortedBy(
					mounts.map((mount) => withoutEmpty(without(mount, { readOnly: false }))),
					({ containerPath, sourceVolume }) => [containerPath, sourceVolume],
				),
			volumesFrom: (volumes) =>
				sortedBy(
					volumes.map((volume) => withoutEmpty(without(volume, { readOnly: false }))),
					({ sourceContainer }) => [sourceContainer],
				),
			dependsOn: (dependencies) => sortedBy(dependencies, ({ containerName, condition }) => [containerName, condition]),
			ulimits: (limits) => sortedBy(limits, ({ name }) => [name]),
			systemControls: (controls) => sortedBy(controls, ({ namespace }) => [namespace]),
			resourceRequirements: (requirements) => sortedBy(requirements, ({ type, value }) => [type, value]),
			extraHosts: (hosts) => sortedBy(hosts, ({ hostname, ipAddress }) => [hostname, ipAddress]),
			logConfiguration: normalLog,
			firelensConfiguration: withoutEmpty,
			repositoryCredentials: withoutEmpty,
			linuxParameters: normalLinuxParameters,
			healthCheck: (check) =>
				without(withDefaults(check, { interval: 30, timeout: 5, retries: 3 }), { startPeriod: 0 }),
			restartPolicy: (policy) =>
				policy.enabled
					? withoutEmpty(
							mapMembers(withDefaults(policy, { restartAttemptPeriod: 300 }), {
								ignoredExitCodes: (codes) => sortedBy(codes, (code) => [code]),
							}),
						)
					: undefined,
		}),
	);
}

/** In awsvpc and host mode the host port equals the container port; in bridge mode 0 requests any free port. */
function normalPort(port: PortMapping, networkMode: NetworkMode): PortMapping {
	const filled = withDefaults(withoutEmpty(port), { protocol: "tcp" });
	if (filled.containerPort === undefined) return filled;
	const ownPort = networkMode === "awsvpc" || networkMode === "host";
	return { ...filled, hostPort: filled.hostPort || (ownPort ? filled.containerPort : 0) };
}

function normalLinuxParameters(parameters: LinuxParameters): LinuxParameters {
	return withoutEmpty(
		mapMembers(without(parameters, { initProcessEnabled: false }), {
			capabilities: (capabilities) => withoutEmpty(mapMembers(capabilities, { add: sortedNames, drop: sortedNames })),
			devices: (devices) =>
				sortedBy(
					devices.map((device) => withoutEmpty(mapMembers(device, { permissions: sortedNames }))),
					({ hostPath }) => [hostPath],
				),
			tmpfs: (mounts) => sortedBy(mounts.map(withoutEmpty), ({ containerPath }) => [containerPath]),
		}),
	);
}
