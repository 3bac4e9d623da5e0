/** Sends every AWS operation to the embedded AWS: each is answered, rejected, or reported as unsupported by name. */
import { describe, expect, it } from "vitest";
import { inProcessConfig } from "../../src/aws/client-settings.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { clientOf, commandOf, operationsOf, sdkServices } from "./sdk-services.ts";
import { anyValue, plainIdentifiers } from "./wire/values.ts";

const { emulator } = createVirtualWorld();

interface Refusal {
	readonly name: string;
	readonly message: string;
	readonly $metadata: { readonly httpStatusCode?: number };
}

describe.each(sdkServices)("$name", (service) => {
	const client = clientOf(service, inProcessConfig(emulator));
	const send = async (operation: string, input: unknown): Promise<Refusal | undefined> => {
		try {
			await client.send(commandOf(service, operation, input));
			return undefined;
		} catch (error) {
			return error as Refusal;
		}
	};

	it.each(operationsOf(service).map((operation) => [operation.name, operation.input] as const))(
		"%s with every member is answered or rejected with a message",
		async (name, schema) => {
			const input = anyValue(schema, seededRandom(5), 0);
			if (service.protocol.model().xml) plainIdentifiers(input);
			const refusal = await send(name, input);
			if (!refusal) return;
			expect(refusal.$metadata?.httpStatusCode, refusal.message).toBeGreaterThanOrEqual(400);
			expect(refusal.$metadata.httpStatusCode, refusal.message).toBeLessThan(500);
			expect(refusal.name).toMatch(/^[A-Z]\w+$/);
			expect(refusal.message).not.toBe("");
			if (refusal.name !== "UnknownOperationException") return;
			// An unsupported operation is reported by name, and a client does not retry it.
			const sentence = `The embedded AWS does not support the operation ${service.name}:${name}. src/emulator/BEHAVIOUR.md lists the supported behaviour.`;
			expect(refusal.message).toBe(sentence);
		},
	);
});
