/** An empty account with a virtual clock, and real SDK clients that call it in process. */
import { Route53Client } from "@aws-sdk/client-route-53";
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand,
	type CreateServiceCommandInput,
	GetOperationCommand,
	type Operation,
	type Service,
	ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import { expect } from "vitest";
import { openInProcess } from "../../src/aws/client-settings.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/emulator.ts";
import { type VirtualClock, virtualClock } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";

export interface World {
	readonly clock: VirtualClock;
	readonly emulator: Emulator;
	readonly cloudMap: ServiceDiscoveryClient;
	readonly route53: Route53Client;
	readonly operation: (id: string | undefined) => Promise<Operation>;
	/** Runs the clock until the operation ends and returns its result. */
	readonly finished: (started: Promise<{ OperationId?: string | undefined }>) => Promise<Operation>;
	readonly privateNamespace: (name: string, vpc?: string) => Promise<string>;
	readonly httpNamespace: (name: string) => Promise<string>;
	readonly registry: (input: CreateServiceCommandInput) => Promise<Service & { Id: string; Arn: string }>;
	/** The sorted values of a DNS answer, or the response code if there are none. */
	readonly dns: (name: string, type?: string) => readonly string[] | string;
}

export const VPC = "vpc-1";

/** Overrides of an empty account with AWS's own quotas, in which every external ID exists. */
export interface WorldOptions extends Pick<EmulatorOptions, "settings" | "known"> {
	readonly seed?: number;
}

export function createWorld({ seed = 1, ...options }: WorldOptions = {}): World {
	const clock = virtualClock();
	const emulator = createEmulator({ clock, random: seededRandom(seed), ...options });
	const cloudMap = openInProcess(ServiceDiscoveryClient, emulator);
	const operation: World["operation"] = async (OperationId) => {
		const { Operation: found } = await cloudMap.send(new GetOperationCommand({ OperationId }));
		return found ?? {};
	};
	const finished: World["finished"] = async (started) => {
		const { OperationId } = await started;
		for (let seconds = 0; seconds < 120; seconds += 1) {
			const { Status } = await operation(OperationId);
			if (Status === "SUCCESS" || Status === "FAIL") break;
			await clock.advance(1000);
		}
		return operation(OperationId);
	};
	const namespaceId = async (started: Promise<{ OperationId?: string | undefined }>) => {
		const { Status, Targets } = await finished(started);
		if (Status !== "SUCCESS") throw new Error(`Namespace not created: ${Status}`);
		return Targets?.NAMESPACE ?? "";
	};
	return {
		clock,
		emulator,
		cloudMap,
		route53: openInProcess(Route53Client, emulator),
		operation,
		finished,
		privateNamespace: (Name, Vpc = VPC) =>
			namespaceId(cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc }))),
		httpNamespace: (Name) => namespaceId(cloudMap.send(new CreateHttpNamespaceCommand({ Name }))),
		registry: async (input) => {
			const { Service: made } = await cloudMap.send(new CreateServiceCommand(input));
			return { ...made, Id: made?.Id ?? "", Arn: made?.Arn ?? "" };
		},
		dns: (name, type = "A") => {
			const { code, answers } = emulator.resolveDns({ name, type });
			return answers.length > 0 ? answers.map(({ value }) => value).sort() : code;
		},
	};
}

/** The matcher for an expected error. */
export function refusal(name: string, message?: string): object {
	return { name, ...(message && { message: expect.stringContaining(message) }) };
}
