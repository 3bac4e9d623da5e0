/** Names that every object inherits are names like any other where AWS or a manifest uses them. */
import { DescribeClustersCommand, DescribeTaskDefinitionCommand, TagResourceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { loadFiles, texts } from "../manifest/snapshots.ts";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

/** Those that manifests may have as keys; `__proto__` and `constructor` are refused anywhere. */
const names = ["toString", "hasOwnProperty", "valueOf"] as const;

const keys = (value: string) => `{ ${names.map((name) => `${name}: ${value}`).join(", ")} }`;
const tags = (value: string, all: readonly string[] = names) =>
	`[${all.map((key) => `{ key: ${key}, value: ${value} }`).join(", ")}]`;
const shop = (spec: string) => ({
	"e.yaml": environment('account: "123456789012"'),
	"c.yaml": doc("Cluster", "shop", spec),
});

it("as tags, labels and log options they are set once", async () => {
	const { ecs, start, advance } = createVirtualWorld();
	const evenkeel = start();
	const container = `{ name: web, image: "web:1", memory: 64, dockerLabels: ${keys("a")}, logConfiguration: { logDriver: json-file, options: ${keys("b")} } }`;
	evenkeel.accept({
		...shop(`{ tags: ${tags("a")} }`),
		"t.yaml": doc("TaskDefinition", "web", `{ tags: ${tags("a")}, containerDefinitions: [${container}] }`),
	});
	await evenkeel.settle();
	await advance(3_700_000);
	const operations = evenkeel.sent.map(({ call }) => call.operation).sort();
	expect(operations).toEqual(["ecs:CreateCluster", "ecs:RegisterTaskDefinition"]);
	const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web" }));
	const [{ dockerLabels, logConfiguration } = {}] = taskDefinition?.containerDefinitions ?? [];
	expect(Object.keys(dockerLabels ?? {}).sort()).toEqual([...names].sort());
	expect(Object.keys(logConfiguration?.options ?? {}).sort()).toEqual([...names].sort());
	await evenkeel.stop();
});

it("as tags of a cluster that exists they are added, changed and kept", async () => {
	const { ecs, start, advance } = createVirtualWorld();
	const evenkeel = start();
	evenkeel.accept(shop("{}"));
	await evenkeel.settle();
	for (const value of ["a", "b"]) {
		evenkeel.accept(shop(`{ tags: ${tags(value, [...names, "__proto__", "constructor"])} }`));
		await evenkeel.settle();
		await advance(3_700_000);
	}
	expect(evenkeel.sent.map(({ call }) => call.operation)).toEqual([
		"ecs:CreateCluster",
		"ecs:TagResource",
		"ecs:TagResource",
	]);
	const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: ["shop"], include: ["TAGS"] }));
	for (const key of [...names, "__proto__", "constructor"]) {
		expect(clusters?.[0]?.tags).toContainEqual({ key, value: "b" });
	}
	await evenkeel.stop();
});

it("as tags that others have set they are left alone", async () => {
	const { ecs, start, advance } = createVirtualWorld();
	const evenkeel = start();
	evenkeel.accept(shop("{}"));
	await evenkeel.settle();
	const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }));
	const others = ["__proto__", "constructor", ...names].map((key) => ({ key, value: "x" }));
	await ecs.send(new TagResourceCommand({ resourceArn: clusters?.[0]?.clusterArn, tags: others }));
	await advance(3_700_000);
	await evenkeel.settle();
	expect(evenkeel.sent).toHaveLength(1);
	await evenkeel.stop();
});

describe.each(names)("%s", (name) => {
	it.each([
		["the spec", `spec: { ${name}: { clusterName: other } }`],
		["a setting", `spec: { settings: [{ name: containerInsights, value: enabled, ${name}: {} }] }`],
		["the policy", `spec: {}\npolicy: { ${name}: {} }`],
		["policy.ignore", `spec: {}\npolicy: { ignore: [/configuration/${name}] }`],
	])("is no field of %s", (_, text) => {
		const file = `apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: shop }\n${text}\n`;
		expect(texts(loadFiles({ "c.yaml": file }))).toEqual([expect.stringContaining(name)]);
	});
});
