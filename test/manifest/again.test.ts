// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Loading again uses what the load before has made wherever nothing that it was made from has changed. It must give what
 * loading everything anew gives, whatever a commit changes.
 */
import { describe, expect, it } from "vitest";
import { loadFiles, manifest } from "./snapshots.ts";

const environment = (...lines: readonly string[]) =>
	["apiVersion: evenkeel/v1alpha1", "kind: Environment", "metadata: { name: shop }", "spec:", "  owner: us"]
		.concat(lines.map((line) => `  ${line}`))
		.join("\n");
const before = {
	"environment.yaml": environment("variables: { COUNT: 1 }", "variableFiles: [values.yml]"),
	"values.yml": "image: web:1",
	"cluster.yaml": manifest("Cluster", "shop"),
	"web.yaml": manifest(
		"TaskDefinition",
		"web",
		"containerDefinitions: [{ name: web, image: '${values.image}', memory: 9 }]",
	),
	"service.yaml": manifest("Service", "web", "cluster: shop", "taskDefinition: web", "desiredCount: ${COUNT}"),
	"namespace.yaml": manifest("Namespace", "internal", "Type: HTTP"),
	"registry.yaml": manifest("Registry", "web", "NamespaceId: internal"),
	"other.yaml": manifest("Service", "other", "cluster: shop", "taskDefinition: web", "desiredCount: 2"),
};

/** Has a warning that no other manifest has to do with. */
const twicePublished = manifest(
	"TaskDefinition",
	"twice",
	"networkMode: awsvpc",
	"containerDefinitions:",
	"  - { name: a, image: a, memory: 9, portMappings: [{ containerPort: 80 }] }",
	"  - { name: b, image: b, memory: 9, portMappings: [{ containerPort: 80 }] }",
);

describe("loading again gives what loading anew gives when", () => {
	it.each<[string, Record<string, string | undefined>]>([
		["nothing changes", {}],
		["a manifest changes", { "service.yaml": before["service.yaml"].replace("COUNT}", "COUNT}0") }],
		["a variable changes", { "environment.yaml": before["environment.yaml"].replace("COUNT: 1", "COUNT: 3") }],
		["a file of variables changes", { "values.yml": "image: web:2" }],
		["a file of variables goes", { "values.yml": undefined }],
		[
			"a patch is added",
			{
				"environment.yaml": `${before["environment.yaml"]}\n  patches: [{ target: { kind: Service }, spec: { desiredCount: 4 } }]`,
			},
		],
		[
			"what others refer to gets another name in AWS",
			{ "cluster.yaml": manifest("Cluster", "shop", "clusterName: shop-2") },
		],
		["what others refer to goes", { "cluster.yaml": undefined }],
		[
			"what others refer to does not suit them any more",
			{ "web.yaml": before["web.yaml"].replace("spec:", "spec:\n  networkMode: awsvpc") },
		],
		["another differs only in case", { "upper.yaml": manifest("Registry", "WEB", "NamespaceId: internal") }],
		["something is said of a manifest by itself", { "twice.yaml": twicePublished }],
		["a file is broken", { "cluster.yaml": "kind: [" }],
		["a second file declares the same", { "twin.yaml": before["other.yaml"] }],
		["the environment is broken", { "environment.yaml": "kind: Environment\nspec: [" }],
	])("%s, and when that is taken back", (_, changes) => {
		const files = Object.fromEntries(
			Object.entries({ ...before, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
		const first = loadFiles(before);
		expect(first.problems).toEqual([]);
		const second = loadFiles(files, { previous: first });
		// A load of its own that knows the same good state, and has composed nothing under it.
		const anew = loadFiles(files, { previous: { ...loadFiles(before), compositions: new Map(), files: new Map() } });
		expect([second.desired, second.problems]).toEqual([anew.desired, anew.problems]);
		const third = loadFiles(files, { previous: second });
		expect([third.desired, third.problems]).toEqual([second.desired, second.problems]);
		const back = loadFiles(before, { previous: second });
		expect([back.desired, back.problems]).toEqual([first.desired, first.problems]);
	});

	it("what may be the environment of a folder without one cannot be read, and goes again", () => {
		const files = { "cluster.yaml": before["cluster.yaml"] };
		const broken = {
			...files,
			"new.yaml": manifest("Cluster", "new"),
			"environment.yaml": "kind: Environment\nspec: [",
		};
		const first = loadFiles(files);
		const second = loadFiles(broken, { previous: first });
		// Nobody knows for whom anything is now, so nothing new is taken.
		expect(second.desired).toEqual({ ...first.desired, complete: false });
		expect(loadFiles(broken, { previous: second }).desired?.complete).toBe(false);
		const back = loadFiles(files, { previous: second });
		expect([back.desired, back.problems]).toEqual([first.desired, []]);
	});

	it("a variable of the command line changes", () => {
		const load = (count: string, previous?: ReturnType<typeof loadFiles>) =>
			loadFiles(before, { variables: new Map([["COUNT", count]]), ...(previous && { previous }) });
		expect(load("7", load("6")).desired).toEqual(load("7").desired);
	});
});

it("what has not changed is the very same resource, so that thousands are compared at once", () => {
	const first = loadFiles(before);
	const second = loadFiles({ ...before, "other.yaml": before["other.yaml"].replace("2", "3") }, { previous: first });
	const kept = second.desired?.resources.filter((resource) => first.desired?.resources.includes(resource));
	expect(kept?.map(({ identity }) => identity)).toEqual([
		"Cluster/shop",
		"Namespace/internal",
		"Registry/internal/web",
		"Service/shop/web",
		"TaskDefinition/web",
	]);
});
