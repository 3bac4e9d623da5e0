/**
 * The contract of every field of every kind, as the kinds' own tables of fields have it: a change is one call, with a new
 * deployment or without, or a refusal with a remediation; afterwards there is nothing to do. What is removed, and what somebody changes by hand,
 * likewise.
 */
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import serviceSchema from "../../schemas/service.schema.json" with { type: "json" };
import { kinds } from "../../src/kinds/list.ts";
import type { Field } from "../../src/model/kind.ts";
import { because } from "../../src/model/reason.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";
import { setByHand } from "./fields/by-hand.ts";
import type { FieldRow, FieldRows } from "./fields/field-row.ts";
import { clusterRows, logGroupRows, namespaceRows, registryRows, taskDefinitionRows } from "./fields/other-rows.ts";
import { serviceRows } from "./fields/service-rows.ts";
import { manifestOf } from "./generated/generated-kind.ts";
import { serviceNeeds } from "./generated/service-needs.ts";

const rows: Readonly<Record<string, FieldRows>> = {
	Namespace: namespaceRows,
	Registry: registryRows,
	Cluster: clusterRows,
	LogGroup: logGroupRows,
	TaskDefinition: taskDefinitionRows,
	Service: serviceRows,
};
const others = [
	manifestOf("Namespace", "external", { Type: "HTTP" }),
	manifestOf("Namespace", "shop.example", { Type: "DNS_PUBLIC" }),
];
const fieldsOf = (kind: string): Readonly<Record<string, Field<never, never>>> =>
	kinds.get(kind)?.(({ fields }) => fields as object) as never;

it.each(kinds.names)("has a row for every field of a %s, or says why not", (kind) => {
	expect(Object.keys(rows[kind] ?? {}).sort()).toEqual(Object.keys(fieldsOf(kind)).sort());
});

for (const kind of kinds.names) {
	const table = rows[kind] ?? {};
	const cases = Object.entries(table).flatMap(([field, row]) => ("none" in row ? [] : [{ field, row }]));
	const ofDrift = (onDrift: string) => cases.filter(({ field }) => fieldsOf(kind)[field]?.onDrift === onDrift);

	describe(`${kind}`, () => {
		it.each(ofDrift("update"))(
			"changes $field by one call, puts it right, removes it, and is quiet",
			({ field, row }) => changes(kind, field, row),
		);

		const refused = ofDrift("refuse");
		if (refused.length > 0) {
			it.each(refused)("refuses to change $field, and says what to do", ({ field, row }) => refuses(kind, field, row));
		}

		const replaceable = refused.filter(({ field }) => replaceableFields(kind).includes(field));
		if (replaceable.length > 0) {
			it("is created anew for all that AWS cannot change of it, where policy.replace lists that", () =>
				expect(replaceable.map(({ field }) => field).sort()).toEqual(refused.map(({ field }) => field).sort()));
			it.each(replaceable)("is created anew for $field, each step after the one before is over", ({ field, row }) =>
				replaces(kind, field, row),
			);
		}
	});
}

async function born(kind: string, field: string, row: FieldRow) {
	const observedState = createVirtualWorld();
	const drifted = new Set<string>();
	const evenkeel = observedState.start({
		onStatus: ({ resources }) => {
			for (const { identity, drift } of resources) for (const { path } of drift) drifted.add(`${identity} ${path}`);
		},
	});
	const accept = (value: unknown, more = {}, policy = {}) => {
		const spec = { ...row.base, ...more, ...(value === undefined ? {} : { [field]: value }) };
		const documents = [manifestOf("Environment", "test", { owner: "test" }), ...serviceNeeds, ...others];
		const files = [...documents, { ...manifestOf(kind, "it", spec), policy }].map((one, index) => [
			`${index}.json`,
			JSON.stringify(one),
		]);
		const { problems } = evenkeel.accept(Object.fromEntries(files));
		expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
	};
	accept(row.born, row.bornWith);
	await evenkeel.settle();
	const status = () => evenkeel.controller.status().resources.find(({ place }) => place?.file === lastFile);
	return { observedState, evenkeel, accept, drifted, status };
}

const lastFile = `${1 + serviceNeeds.length + others.length}.json`;

async function changes(kind: string, field: string, row: FieldRow): Promise<void> {
	const { observedState, evenkeel, accept, drifted, status } = await born(kind, field, row);
	const calls = () => evenkeel.sent.map(({ call, failure }) => `${call.operation}${failure ? " failed" : ""}`);
	const deployment = await deploymentOf(observedState, kind);
	let before = calls().length;
	const takes = async (count: number, what: string) => {
		await evenkeel.settle();
		expect(calls().slice(before), what).toHaveLength(count);
		await observedState.advance(150_000);
		expect(calls().slice(before), what).toHaveLength(count);
		expect(status(), what).toMatchObject({ outcome: "in sync", drift: [] });
		before = calls().length;
	};
	accept(row.wanted);
	await takes(1, "changed");
	const isRedeployed = (await deploymentOf(observedState, kind)) !== deployment;
	expect(isRedeployed, "a new deployment").toBe(fieldsOf(kind)[field]?.startsDeployment === true);
	const byHand = row.byHand ?? row.born;
	if (setByHand[kind] && byHand !== undefined) {
		drifted.clear();
		await setByHand[kind](observedState, field, byHand);
		await observedState.until(() => calls().length > before);
		expect([...drifted].filter((path) => path.includes(` ${field}`))).not.toEqual([]);
		await takes(1, "by hand");
	}
	if (row.removed !== undefined) {
		accept(row.removed);
		// The revision from before is there still, and is used again.
		await takes(kind === "TaskDefinition" ? 0 : 1, "removed");
	}
	await evenkeel.stop();
}

async function refuses(kind: string, field: string, row: FieldRow): Promise<void> {
	const { observedState, evenkeel, accept, status } = await born(kind, field, row);
	const before = evenkeel.sent.length;
	accept(row.wanted);
	await observedState.until(() => status()?.outcome === "blocked", { explain: () => JSON.stringify(status()) });
	const { remediation } = fieldsOf(kind)[field] ?? {};
	expect(status()?.reason).toEqual(
		because("ImmutableFields", { fields: [field], remediations: remediation ? [remediation] : [] }),
	);
	await observedState.advance(150_000);
	expect(evenkeel.sent.slice(before)).toEqual([]);
	accept(row.born, row.bornWith);
	await evenkeel.settle();
	expect(evenkeel.sent.slice(before)).toEqual([]);
	await evenkeel.stop();
}

/** What the schema lets `policy.replace` list; other kinds than a Service are refused any of it by a check. */
function replaceableFields(kind: string): readonly string[] {
	return kind === "Service" ? serviceSchema.properties.policy.properties.replace.items.enum : [];
}

async function replaces(kind: string, field: string, row: FieldRow): Promise<void> {
	const { observedState, evenkeel, accept, status } = await born(kind, field, row);
	// Back again as well, where that can be said.
	const back = row.born === undefined ? [] : [[row.born, row.bornWith] as const];
	for (const [value, more] of [[row.wanted] as const, ...back]) {
		const before = evenkeel.sent.length;
		accept(value, more);
		await observedState.until(() => status()?.outcome === "blocked", { explain: () => JSON.stringify(status()) });
		expect(evenkeel.sent.slice(before)).toEqual([]);
		accept(value, more, { replace: [field] });
		await evenkeel.settle();
		const sent = evenkeel.sent.slice(before);
		expect(sent.filter(({ failure }) => failure)).toEqual([]);
		const inputs = sent.map(({ call }) => [call.operation, call.input]);
		const service = expect.objectContaining({ service: "it" });
		// A daemon cannot be scaled, and goes with its tasks.
		const toNone = value === "REPLICA" ? [] : [["ecs:UpdateService", expect.objectContaining({ desiredCount: 0 })]];
		const anew = expect.objectContaining({ serviceName: "it", [field]: value });
		expect(inputs).toEqual([...toNone, ["ecs:DeleteService", service], ["ecs:CreateService", anew]]);
		await observedState.advance(150_000);
		expect(evenkeel.sent.slice(before)).toHaveLength(sent.length);
		expect(status()).toMatchObject({ outcome: "in sync", drift: [], health: { status: "Healthy" } });
	}
	await evenkeel.stop();
}

/** The id of the deployment that is to stay, for services. */
async function deploymentOf({ ecs }: VirtualWorld, kind: string): Promise<string | undefined> {
	if (kind !== "Service") return undefined;
	const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["it"] }));
	const { deployments = [], taskSets = [] } = services?.[0] ?? {};
	return [...deployments, ...taskSets].find(({ status }) => status === "PRIMARY")?.id;
}
