// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Whatever AWS takes can be exported, and `validate` accepts what is exported: for every field of every kind, and for every
 * name, tag and text that AWS lets people choose.
 */
import { RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	CreateServiceCommand,
	ListNamespacesCommand,
} from "@aws-sdk/client-servicediscovery";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { exported } from "../support/exporting.ts";
import { asSnapshot, createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";
import { type GeneratedKind, manifestOf } from "./generated/generated-kind.ts";
import { generatedKinds } from "./generated/list.ts";

const { EVENKEEL_FUZZ_RUNS: numRuns = 6, EVENKEEL_FUZZ_SEED: seed = 4 } = Object.fromEntries(
	Object.entries(process.env).map(([key, value]) => [key, Number(value)]),
);

async function expectAccepted(observedState: VirtualWorld): Promise<readonly string[]> {
	const { files, manifests, skipped } = await exported(observedState, false);
	expect(skipped.filter(({ reason }) => reason.code !== "CreatedByEcs")).toEqual([]);
	if (manifests.length === 0) return [];
	const variables = new Map(manifests.flatMap((one) => one.variables.map((name) => [name, "said"] as const)));
	const { desired, problems } = load(asSnapshot(files), { kinds, owner: "me", variables });
	expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
	expect(desired?.resources.map(({ identity }) => identity)).toEqual(manifests.map(({ identity }) => identity).sort());
	expect(new Set(Object.keys(files).map((file) => file.toLowerCase())).size).toBe(manifests.length);
	return manifests.map(({ identity }) => identity);
}

describe.each(generatedKinds)("any $kind", (generated) => {
	it("that AWS has taken is exported as a manifest that is accepted", async () => {
		const specs = fc.array(generated.spec, { minLength: 1, maxLength: 6, size: "max" });
		await fc.assert(
			fc.asyncProperty(specs, async (list) => {
				const observedState = createVirtualWorld();
				const evenkeel = observedState.start();
				const { desired } = evenkeel.accept(filesOf(generated, list));
				const isSettled = ({ identity }: { readonly identity: string }) => {
					const status = evenkeel.resource(identity);
					return status?.outcome === "in sync" || status?.failure !== undefined;
				};
				await observedState.until(() => (desired?.resources ?? []).every(isSettled));
				await evenkeel.stop();
				await expectAccepted(observedState);
			}),
			{ numRuns, seed },
		);
	});
});

const printable = fc.string({
	unit: fc.constantFrom(..."!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"),
	minLength: 1,
	maxLength: 8,
});
const namespaceNames = fc.oneof(
	printable,
	fc.constantFrom("../x", "..", "a/b", "a-b", "A-b", "nul", "${x}", "null", "1"),
);
const registryNames = fc.stringMatching(
	/^([a-zA-Z0-9_][a-zA-Z0-9_-]{0,3}[a-zA-Z0-9_]|[a-zA-Z0-9])(\.[a-zA-Z0-9]){0,2}$/,
);
const anyText = fc.string({ unit: "binary", minLength: 1, maxLength: 6 });
const keys = fc.string({
	unit: fc.constantFrom("a", "é", "-", " ", "<", "\u202e", "\u0007", "$", "{", "#", ":"),
	minLength: 1,
	maxLength: 4,
});

describe("any text", () => {
	it("that AWS lets people choose is exported so that it is accepted", async () => {
		const accounts = fc.record({
			spaces: fc.uniqueArray(
				fc.tuple(namespaceNames, fc.uniqueArray(registryNames, { maxLength: 3, selector: lower })),
				{
					maxLength: 4,
					selector: ([name]) => lower(name),
				},
			),
			families: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,3}$/), { maxLength: 4 }),
			labels: fc.dictionary(keys, anyText, { maxKeys: 4 }),
			environment: fc.uniqueArray(fc.record({ name: keys, value: anyText }), {
				maxLength: 4,
				selector: ({ name }) => name,
			}),
			command: fc.array(anyText, { maxLength: 3 }),
		});
		let met = 0;
		await fc.assert(
			fc.asyncProperty(accounts, async (account) => {
				const observedState = createVirtualWorld();
				await create(observedState, account);
				met += (await expectAccepted(observedState)).length;
			}),
			{ numRuns: numRuns * 5, seed },
		);
		expect(met).toBeGreaterThan(numRuns * 10);
	});
});

interface Account {
	readonly spaces: readonly (readonly [string, readonly string[]])[];
	readonly families: readonly string[];
	readonly labels: Readonly<Record<string, string>>;
	readonly environment: readonly { readonly name: string; readonly value: string }[];
	readonly command: readonly string[];
}

async function create({ ecs, cloudMap, advance }: VirtualWorld, account: Account): Promise<void> {
	for (const [Name] of account.spaces) await cloudMap.send(new CreateHttpNamespaceCommand({ Name }));
	await advance(60_000);
	const { Namespaces = [] } = await cloudMap.send(new ListNamespacesCommand({}));
	for (const [space, names] of account.spaces) {
		const NamespaceId = Namespaces.find((one) => one.Name === space)?.Id;
		for (const Name of names) await cloudMap.send(new CreateServiceCommand({ Name, NamespaceId }));
	}
	const { labels: dockerLabels, environment, command } = account;
	for (const family of account.families) {
		const containerDefinitions = [
			{ name: "app", image: "a", memory: 64, dockerLabels, command: [...command], environment: [...environment] },
		];
		await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
	}
}

function lower(name: string): string {
	return name.toLowerCase();
}

function filesOf({ kind, nameField, needs, manifestName }: GeneratedKind, specs: readonly Record<string, unknown>[]) {
	const named = (spec: Record<string, unknown>, index: number) =>
		spec[nameField] === undefined ? spec : { ...spec, [nameField]: `${spec[nameField]}${index}` };
	return Object.fromEntries(
		[
			manifestOf("Environment", "test", { owner: "test" }),
			...needs,
			...specs.map((spec, index) => manifestOf(kind, manifestName?.(index) ?? `it-${index}`, named(spec, index))),
		].map((document, index) => [`${index}.json`, JSON.stringify(document)]),
	);
}
