/**
 * Random histories: revisions of a folder that declares different parts of a small set of resources, in any order, with
 * troubles of any kind in between. They are data from arbitraries, so that a failing history is shrunk.
 */
import fc from "fast-check";
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import { writtenWindows } from "../../src/manifest/windows.ts";
import type { SyncWindow } from "../../src/model/manifest.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import type { Files } from "../support/virtual-world.ts";
import { clocks, outages, reads, staleness } from "./mix.ts";
import type { Fault, Trouble } from "./trouble.ts";

const connect =
	"serviceConnectConfiguration: { enabled: true, namespace: mesh, services: [{ portName: http, clientAliases: [{ port: 80 }] }] }";

/** The resources that can be declared: identity, references, and a document that differs between versions. */
const pool: readonly (readonly [identity: string, needs: readonly string[], document: (version: number) => string])[] =
	[
		["Cluster/shop", [], (version) => doc("Cluster", "shop", `{ tags: [{ key: v, value: '${version}' }] }`)],
		["Cluster/other", [], () => doc("Cluster", "other")],
		[
			"TaskDefinition/web",
			[],
			(version) => fargateDefinition("web", `web:${version}`, "portMappings: [{ containerPort: 80, name: http }]"),
		],
		["Namespace/internal", [], () => doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }")],
		["Namespace/mesh", [], (version) => doc("Namespace", "mesh", `{ Type: HTTP, Description: 'v${version}' }`)],
		[
			"Registry/internal/api",
			["Namespace/internal"],
			(version) =>
				doc(
					"Registry",
					"api",
					`{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: ${10 + version} }] }, HealthCheckCustomConfig: {} }`,
				),
		],
		[
			"Service/shop/api",
			["Cluster/shop", "TaskDefinition/web", "Namespace/internal", "Registry/internal/api"],
			(version) =>
				fargateService("api", { desiredCount: 1 + version, more: "serviceRegistries: [{ registry: internal/api }]" }),
		],
		[
			"Service/other/connected",
			["Cluster/other", "TaskDefinition/web", "Namespace/mesh"],
			(version) => fargateService("connected", { cluster: "other", desiredCount: 1 + version, more: connect }),
		],
	];

/** The version of each pool member, or undefined if it is not declared. */
export type Revision = readonly (number | undefined)[];

/** The declared identities of a revision, including those they refer to. */
export function declaredBy(revision: Revision): ReadonlySet<string> {
	return new Set(
		pool.flatMap(([identity, needs], index) => (revision[index] === undefined ? [] : [identity, ...needs])),
	);
}

/** Foreign resources, which must be unchanged at the end. */
const strangers = ["Cluster/theirs", "Namespace/theirs", "TaskDefinition/theirs"] as const;

/**
 * The times at which writes are denied: shortly after the start, at midnight, and shortly after a clock change by an
 * hour in either direction.
 */
export const windows: readonly SyncWindow[] = [
	{ kind: "deny", schedule: "6 0 * * *", durationMs: 120_000, timeZone: "UTC" },
	{ kind: "deny", schedule: "2 1,23 * * *", durationMs: 300_000, timeZone: "UTC" },
];

/**
 * The folder of a revision; it allows the deletion of the whole pool and of foreign resources, so that only ownership
 * protects the latter.
 */
export function filesOf(revision: Revision): Files {
	const declared = declaredBy(revision);
	const documents = pool.map(([identity, , document], index) =>
		declared.has(identity) ? document(revision[index] ?? 0) : "",
	);
	const deletions = [...pool.map(([identity]) => identity), ...strangers].join(", ");
	const denied = JSON.stringify(writtenWindows(windows));
	const settings = environment(`deletions: [${deletions}], windows: ${denied}`);
	return { "all.yaml": [settings, ...documents].filter((text) => text !== "").join("---\n") };
}

export type Step =
	| { readonly does: "accept"; readonly revision: Revision }
	| { readonly does: "wait"; readonly seconds: number }
	| { readonly does: "restart" }
	| { readonly does: "trouble"; readonly trouble: Trouble };

/** The steps of a history and its last revision. */
export interface History {
	readonly steps: readonly Step[];
	readonly last: Revision;
}

const revisions: fc.Arbitrary<Revision> = fc.tuple(
	...pool.map(() => fc.option(fc.nat(2), { nil: undefined, freq: 2 })),
);

const weather = (effects: readonly FaultEffect[], operations: readonly string[]) =>
	fc.record({
		what: fc.constant("weather" as const),
		effect: fc.constantFrom(...effects),
		operation: fc.constantFrom(...operations),
		probability: fc.constantFrom(0.1, 0.5, 1),
		forSeconds: fc.constantFrom(10, 60, 600),
	});

const incidents = (faults: readonly Fault[]) =>
	fc.record({
		what: fc.constant("incidents" as const),
		incidents: fc.array(
			fc.record({
				fault: fc.constantFrom(...faults),
				on: fc.constant("write" as const),
				number: fc.integer({ min: 1, max: 5 }),
			}),
			{ minLength: 1, maxLength: 2 },
		),
	});

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
	{
		weight: 3,
		arbitrary: weather(outages, ["*", "ecs:*", "servicediscovery:*", "*:Create*", "*:Delete*", "*:Update*"]),
	},
	{ weight: 3, arbitrary: weather(staleness, reads) },
	{ weight: 4, arbitrary: incidents(["crash before", "crash after", "response lost", "throttled", "500"]) },
	{
		weight: 1,
		arbitrary: fc.record({
			what: fc.constant("clock" as const),
			does: fc.constantFrom(...clocks),
			afterSeconds: fc.nat(100),
		}),
	},
);

const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ does: fc.constant("accept" as const), revision: revisions }) },
	{
		weight: 4,
		arbitrary: fc.record({ does: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 200 }) }),
	},
	{ weight: 1, arbitrary: fc.record({ does: fc.constant("restart" as const) }) },
	{ weight: 3, arbitrary: fc.record({ does: fc.constant("trouble" as const), trouble: troubles }) },
);

export const histories: fc.Arbitrary<History> = fc.record({
	steps: fc.array(steps, { minLength: 4, maxLength: 12 }),
	last: revisions,
});
