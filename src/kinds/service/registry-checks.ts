/**
 * Checks a service against its registry. Whether A records are possible depends on the network mode of the task definition,
 * a third manifest; AWS reports the error only when the service is created.
 */
import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import type { Resource } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { type ErrorParams, errorHere, type ParamsOf, type Problem, warningHere } from "../../model/problem.ts";
import { referred } from "../checking.ts";
import type { RegistrySpec } from "../registry/spec.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import type { ServiceSpec } from "./spec.ts";

/** Creates a problem at the place where a registry is used. */
type Complain = <Code extends keyof ErrorParams>(code: Code, ...params: ParamsOf<Code>) => Problem;

/** One use of a registry, with the resources that it refers to. */
interface Use {
	readonly registry: Resource<RegistrySpec> | undefined;
	readonly definition: Resource<TaskDefinitionSpec> | undefined;
	readonly said: ServiceRegistry;
	readonly complain: Complain;
}

const uses: Check<ServiceSpec> = ({ resource: { spec }, others, at }) =>
	(spec.serviceRegistries ?? []).flatMap((said, index) => {
		const complain: Complain = (code, ...params) => errorHere(at(`serviceRegistries.${index}`), code, ...params);
		if ("registry" in said) {
			return [complain("registry-twice")];
		}
		const use: Use = {
			registry: referred(others, "Registry", said.registryArn),
			definition: referred(others, "TaskDefinition", spec.taskDefinition),
			said,
			complain,
		};
		return [...fitsNetworkMode(use), ...portIsMapped(use)];
	});

/** The maximum number of values in a Cloud Map DNS answer, and of instances per registry. */
const maxAnswers = 8;
const maxInstances = 1_000;

const counts: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const count = spec.desiredCount ?? 0;
	const registries = (spec.serviceRegistries ?? []).flatMap(
		({ registryArn }) => referred<RegistrySpec>(others, "Registry", registryArn) ?? [],
	);
	if (registries.length > 0 && count > maxInstances) {
		return [errorHere(at("desiredCount"), "too-many-instances", { most: maxInstances })];
	}
	const answered = registries.some(({ spec: { DnsConfig } }) => DnsConfig?.RoutingPolicy === "MULTIVALUE");
	if (!answered || count <= maxAnswers) return [];
	return [warningHere(at("desiredCount"), "more-than-eight-answers", { most: maxAnswers, count })];
};

function fitsNetworkMode(use: Use): readonly Problem[] {
	const { registry, definition, said, complain } = use;
	const mode = definition?.spec.networkMode;
	if (mode === undefined) return [];
	if (mode === "none") {
		return [complain("registry-without-network")];
	}
	const types = registry?.spec.DnsConfig?.DnsRecords?.map(({ Type }) => Type);
	if (registry && types?.includes("CNAME")) {
		return [complain("cname-for-tasks", { registry: registry.place })];
	}
	if (mode === "bridge" || mode === "host") return onSharedAddress(mode, types, use);
	if (!types?.includes("SRV")) return [];
	const byContainer = said.containerName !== undefined && said.containerPort !== undefined;
	if (said.port !== undefined && (said.containerName !== undefined || said.containerPort !== undefined)) {
		return [complain("srv-port-twice")];
	}
	if (said.port !== undefined || byContainer) return [];
	return [complain("srv-without-port")];
}

/** In bridge and host mode, tasks share the address of their container instance and differ only by port. */
function onSharedAddress(
	mode: string,
	types: readonly (string | undefined)[] | undefined,
	use: Use,
): readonly Problem[] {
	const { registry, said, complain } = use;
	if (registry && types?.some((type) => type !== "SRV")) {
		return [complain("a-record-in-bridge-mode", { networkMode: mode, registry: registry.place })];
	}
	if (said.containerName !== undefined && said.containerPort !== undefined && said.port === undefined) return [];
	return [complain("missing-container-port", { networkMode: mode })];
}

function portIsMapped({ definition, said, complain }: Use): readonly Problem[] {
	if (!definition || said.containerName === undefined) return [];
	const containers = definition.spec.containerDefinitions ?? [];
	const container = containers.find(({ name }) => name === said.containerName);
	if (!container) {
		return [
			complain("unknown-container", {
				taskDefinition: definition.place,
				known: containers.map(({ name }) => name ?? ""),
			}),
		];
	}
	if (container.portMappings?.some(({ containerPort }) => containerPort === said.containerPort)) return [];
	return [complain("unknown-container-port", { taskDefinition: definition.place, container: container.name ?? "" })];
}

export const registryUseChecks: readonly Check<ServiceSpec>[] = [uses, counts];
