/**
 * The normal form of a task definition.
 * AWS returns a registered definition with defaults filled in, empty lists, sizes as plain numbers and members that were
 * not sent; normalising removes these differences on both sides of the comparison.
 */
import type { Volume } from "@aws-sdk/client-ecs";
import { mapMembers, sortedBy, sortedNames, withDefaults, without, withoutEmpty } from "../normal-form.ts";
import { normalContainer } from "./container.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** Members that only AWS sets in its response. */
const outputOnly = [
	"taskDefinitionArn",
	"revision",
	"status",
	"requiresAttributes",
	"compatibilities",
	"registeredAt",
	"registeredBy",
	"deregisteredAt",
	"deleteRequestedAt",
	"tags",
] as const;

/** Fills in, sorts and drops members until only meaningful differences remain. Total on every response of AWS. */
export function normalTaskDefinition(spec: TaskDefinitionSpec): TaskDefinitionSpec {
	const input = Object.fromEntries(
		Object.entries(spec).filter(([name]) => !(outputOnly as readonly string[]).includes(name)),
	) as unknown as TaskDefinitionSpec;
	const networkMode = input.networkMode || "bridge";
	return withoutEmpty(
		mapMembers(without(withDefaults(input, { networkMode }), { enableFaultInjection: false }), {
			cpu: normalCpu,
			memory: normalMemory,
			containerDefinitions: (containers) =>
				sortedBy(
					containers.map((container) => normalContainer(container, networkMode)),
					({ name }) => [name],
				),
			volumes: (volumes) => sortedBy(volumes.map(normalVolume), ({ name }) => [name]),
			requiresCompatibilities: sortedNames,
			placementConstraints: (constraints) =>
				sortedBy(constraints.map(withoutEmpty), ({ type, expression }) => [type, expression]),
			runtimePlatform: (platform) =>
				withDefaults(withoutEmpty(platform), { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" }),
			proxyConfiguration: (proxy) =>
				mapMembers(withDefaults(proxy, { type: "APPMESH" }), {
					properties: (properties) => sortedBy(properties, ({ name }) => [name]),
				}),
			inferenceAccelerators: (accelerators) => sortedBy(accelerators, ({ deviceName }) => [deviceName]),
		}),
	);
}

/** CPU units as AWS returns them: `1 vCPU` and `.5 vcpu` become `1024` and `512`. */
function normalCpu(cpu: string): string {
	const vcpus = /^(\d+|\d*\.\d+) ?vcpus?$/i.exec(cpu)?.[1];
	return vcpus ? String(Math.round(Number(vcpus) * 1024)) : cpu;
}

/** MiB as AWS returns them: `2 GB` becomes `2048`. */
function normalMemory(memory: string): string {
	const gigabytes = /^(\d+|\d*\.\d+) ?gb$/i.exec(memory)?.[1];
	return gigabytes ? String(Math.round(Number(gigabytes) * 1024)) : memory;
}

function normalVolume(volume: Volume): Volume {
	return withoutEmpty(
		mapMembers(without(volume, { configuredAtLaunch: false }), {
			host: withoutEmpty,
			dockerVolumeConfiguration: (docker) =>
				withoutEmpty(without(withDefaults(docker, { scope: "task" }), { autoprovision: false })),
			efsVolumeConfiguration: (efs) =>
				mapMembers(withDefaults(withoutEmpty(efs), { rootDirectory: "/", transitEncryption: "DISABLED" }), {
					transitEncryptionPort: (port) => port || undefined,
					authorizationConfig: (authorization) => withDefaults(withoutEmpty(authorization), { iam: "DISABLED" }),
				}),
		}),
	);
}
