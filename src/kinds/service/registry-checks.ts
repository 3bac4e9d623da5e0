/**
 * What a service and its registry have to agree on. Whether A records are possible hangs on the task definition's network
 * mode, which is in a third manifest; AWS tells only when the service is created.
 */
import type { ServiceRegistry } from "@aws-sdk/client-ecs";
import type { Problem, Resource } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, placeText, referred, warningHere } from "../checking.ts";
import type { RegistrySpec } from "../registry/spec.ts";
import type { TaskDefinitionSpec } from "../task-definition/spec.ts";
import type { ServiceSpec } from "./spec.ts";

type Complaint = (code: string, sentence: string) => Problem;

/** All that is known of one use of a registry. */
interface Use {
	readonly registry: Resource<RegistrySpec> | undefined;
	readonly definition: Resource<TaskDefinitionSpec> | undefined;
	readonly said: ServiceRegistry;
	readonly complain: Complaint;
}

const uses: Check<ServiceSpec> = ({ resource: { spec }, others, at }) =>
	(spec.serviceRegistries ?? []).flatMap((said, index) => {
		const complain: Complaint = (code, sentence) => errorHere(at(`serviceRegistries.${index}`), code, sentence);
		if ("registry" in said) {
			return [complain("registry-twice", "Write either registry or registryArn, not both.")];
		}
		const use: Use = {
			registry: referred(others, "Registry", said.registryArn),
			definition: referred(others, "TaskDefinition", spec.taskDefinition),
			said,
			complain,
		};
		return [...fitsNetworkMode(use), ...portIsMapped(use)];
	});

/** How many values a DNS answer of Cloud Map holds, and how many instances a registry does. */
const mostAnswers = 8;
const mostInstances = 1_000;

const counts: Check<ServiceSpec> = ({ resource: { spec }, others, at }) => {
	const count = spec.desiredCount ?? 0;
	const registries = (spec.serviceRegistries ?? []).flatMap(
		({ registryArn }) => referred<RegistrySpec>(others, "Registry", registryArn) ?? [],
	);
	if (registries.length > 0 && count > mostInstances) {
		const sentence = `A registry takes at most ${mostInstances} instances. Lower desiredCount, or split the service.`;
		return [errorHere(at("desiredCount"), "too-many-instances", sentence)];
	}
	const answered = registries.some(({ spec: { DnsConfig } }) => DnsConfig?.RoutingPolicy === "MULTIVALUE");
	if (!answered || count <= mostAnswers) return [];
	const sentence =
		`One DNS answer holds at most ${mostAnswers} of the ${count} tasks, chosen anew each time. Clients that need all of them ` +
		"have to call DiscoverInstances.";
	return [warningHere(at("desiredCount"), "more-than-eight-answers", sentence)];
};

function fitsNetworkMode(use: Use): readonly Problem[] {
	const { registry, definition, said, complain } = use;
	const mode = definition?.spec.networkMode;
	if (mode === undefined) return [];
	if (mode === "none") {
		return [
			complain("registry-without-network", "Tasks without a network cannot be registered. Use another network mode."),
		];
	}
	const types = registry?.spec.DnsConfig?.DnsRecords?.map(({ Type }) => Type);
	if (registry && types?.includes("CNAME")) {
		const sentence =
			`ECS registers tasks by address, and the registry (${placeText(registry.place)}) answers with the names of others ` +
			"(CNAME). Write Type: A there.";
		return [complain("cname-for-tasks", sentence)];
	}
	if (mode === "bridge" || mode === "host") return onSharedAddress(mode, types, use);
	if (!types?.includes("SRV")) return [];
	const byContainer = said.containerName !== undefined && said.containerPort !== undefined;
	if (said.port !== undefined && (said.containerName !== undefined || said.containerPort !== undefined)) {
		const sentence = "An SRV record needs either port, or containerName and containerPort, not both. Leave one out.";
		return [complain("srv-port-twice", sentence)];
	}
	if (said.port !== undefined || byContainer) return [];
	const sentence = "The registry has SRV records, which hold a port: write port, or containerName and containerPort.";
	return [complain("srv-without-port", sentence)];
}

/** In bridge and host mode tasks share their instance's address: only a port tells them apart. */
function onSharedAddress(
	mode: string,
	types: readonly (string | undefined)[] | undefined,
	use: Use,
): readonly Problem[] {
	const { registry, said, complain } = use;
	if (registry && types?.some((type) => type !== "SRV")) {
		const sentence =
			`Tasks in ${mode} mode share their instance's address, so AWS takes SRV records only. Write DnsRecords with Type: SRV ` +
			`in the registry (${placeText(registry.place)}), and containerName and containerPort here; or use networkMode: awsvpc.`;
		return [complain("a-record-in-bridge-mode", sentence)];
	}
	if (said.containerName !== undefined && said.containerPort !== undefined && said.port === undefined) return [];
	const sentence =
		`In ${mode} mode the port is known only when the container runs: write containerName and containerPort of the task ` +
		"definition, and no port.";
	return [complain("missing-container-port", sentence)];
}

function portIsMapped({ definition, said, complain }: Use): readonly Problem[] {
	if (!definition || said.containerName === undefined) return [];
	const containers = definition.spec.containerDefinitions ?? [];
	const container = containers.find(({ name }) => name === said.containerName);
	const where = placeText(definition.place);
	if (!container) {
		const known = containers.map(({ name }) => name).join(", ");
		return [complain("unknown-container", `The task definition (${where}) has no such container. It has ${known}.`)];
	}
	if (container.portMappings?.some(({ containerPort }) => containerPort === said.containerPort)) return [];
	return [complain("unknown-container-port", `The task definition (${where}) maps no such port of ${container.name}.`)];
}

export const registryUseChecks: readonly Check<ServiceSpec>[] = [uses, counts];
