/** Every operation that AWS has, sent to the embedded AWS as it is: each is answered, refused, or said not to be there. */
import * as ecs from "@aws-sdk/client-ecs";
import * as route53 from "@aws-sdk/client-route-53";
import * as serviceDiscovery from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { operationsOf, type ServiceName } from "../../src/emulator/codecs-model.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { anyValue, plainIdentifiers } from "./values.ts";

type Client = { readonly send: (command: unknown) => Promise<object> };
type CommandConstructor = new (input: unknown) => unknown;

const world = createVirtualWorld();
const services: readonly (readonly [ServiceName, string, object, Client])[] = [
	["ecs", "ecs", ecs, world.ecs as unknown as Client],
	["servicediscovery", "servicediscovery", serviceDiscovery, world.cloudMap as unknown as Client],
	["route-53", "route53", route53, world.route53 as unknown as Client],
];

interface Refusal {
	readonly name: string;
	readonly message: string;
	readonly $metadata: { readonly httpStatusCode?: number };
}

describe.each(services)("%s", (service, prefix, sdk, client) => {
	const send = async (operation: string, input: unknown): Promise<Refusal | undefined> => {
		const Command = (sdk as Record<string, CommandConstructor>)[`${operation}Command`];
		if (!Command) throw new Error(`The SDK has no command ${operation}`);
		try {
			await client.send(new Command(input));
			return undefined;
		} catch (error) {
			return error as Refusal;
		}
	};
	const operations = operationsOf(service);

	it.each(operations.map((operation) => [operation.name, operation.input] as const))(
		"%s with every member is answered or refused in words",
		async (name, schema) => {
			const input = anyValue(schema, seededRandom(5), 0);
			if (service === "route-53") plainIdentifiers(input);
			const refusal = await send(name, input);
			if (!refusal) return;
			expect(refusal.$metadata?.httpStatusCode, refusal.message).toBeGreaterThanOrEqual(400);
			expect(refusal.$metadata.httpStatusCode, refusal.message).toBeLessThan(500);
			expect(refusal.name).toMatch(/^[A-Z]\w+$/);
			expect(refusal.message).not.toBe("");
			if (refusal.name !== "UnknownOperationException") return;
			// What is not emulated says so by its own name, and a client does not repeat it.
			const sentence = `The embedded AWS does not have the operation ${prefix}:${name}. What it has is in src/emulator/BEHAVIOUR.md.`;
			expect(refusal.message).toBe(sentence);
		},
	);
});
