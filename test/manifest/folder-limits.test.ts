// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * What all manifests of a folder may cost together: the error names the place and the limit, what was read before it stands, and
 * what comes after it stays as it last was.
 */
import { describe, expect, it } from "vitest";
import { problemText } from "../../src/report/problem-text.ts";
import { codes, identities, loadFiles, manifest, specOf, texts } from "./snapshots.ts";

const times = <Result>(count: number, make: (index: number) => Result) =>
	Array.from({ length: count }, (_, index) => make(index));
const environment = (...spec: readonly string[]) => manifest("Environment", "e", "owner: o", ...spec);
const cluster = (name: string, ...spec: readonly string[]) => manifest("Cluster", name, ...spec);
const definition = (name: string, value: string) =>
	manifest("TaskDefinition", name, `containerDefinitions: [{ name: web, image: web, memory: 9, user: "${value}" }]`);
/** Files of 100 documents each. */
const inFiles = (documents: readonly string[]) =>
	Object.fromEntries(
		times(Math.ceil(documents.length / 100), (index) =>
			documents.slice(index * 100, index * 100 + 100).join("---\n"),
		).map((text, index) => [`m${String(index).padStart(3, "0")}.yaml`, text]),
	);

describe("all manifests of a folder together", () => {
	const big = "x".repeat(60_000);

	it.each([
		[
			"text from variables",
			{
				"e.yaml": environment("variables:", `  BIG: ${big}`),
				...inFiles(times(300, (index) => definition(`t${index}`, "${BIG}"))),
			},
			"folder-too-costly at m002.yaml:475:1",
			"get more than 16 MiB of text from variables",
		],
		[
			"keys and values as written",
			Object.fromEntries(
				times(300, (index) => `m${index + 100}`).map((name) => [
					`${name}.yaml`,
					`kind: X\nspec: [${"{a: b},".repeat(1_500)}]\n`,
				]),
			),
			"folder-too-costly at m299.yaml:1:1",
			"contain more than 1,500,000 keys and values",
		],
		[
			"values with variables in place",
			{
				"e.yaml": environment("variables:", `  LIST: [${"{ name: a, value: b },".repeat(4_000)}]`),
				...inFiles(times(200, (index) => cluster(`c${index}`, 'settings: "${LIST}"'))),
			},
			"folder-too-costly at m000.yaml:499:1",
			"have more than 1,000,000 values once variables, defaults and patches are in place",
		],
		[
			"values under defaults and patches",
			{
				"e.yaml": environment(
					"defaults:",
					`  - { target: { kind: Cluster }, spec: { ${times(1_000, (key) => `k${key}: v`).join(", ")} } }`,
					"patches:",
					...times(45, (index) => `  - { target: { kind: Cluster }, spec: { k${index}: w } }`),
				),
				...inFiles(times(200, (index) => cluster(`c${index}`))),
			},
			"folder-too-costly at m001.yaml:41:1",
			"lay defaults and patches over more than 5,000,000 values",
		],
	])("are limited in %s", (_name, files, place, limit) => {
		const first = loadFiles(files);
		expect(codes(first).filter((code) => code.startsWith("folder-too-costly"))).toEqual([place]);
		expect(texts(first).join("\n")).toContain(limit);
		expect(first.desired?.complete).toBe(false);
		// What is remembered of the first load costs the same as at first.
		expect(texts(loadFiles(files, { previous: first }))).toEqual(texts(first));
	});

	it("keep what was good last of the file that is too much and of those after it", () => {
		const all = (user: string) => ({
			"e.yaml": environment("variables:", `  BIG: ${big}`),
			...inFiles(times(400, (index) => definition(`t${index}`, user))),
			"z.yaml": cluster("z"),
		});
		const first = loadFiles(all("old"));
		expect(first.problems).toEqual([]);
		const second = loadFiles({ ...all("${BIG}"), "z.yaml": cluster("other") }, { previous: first });
		const userOf = (name: string) =>
			(specOf(second, `TaskDefinition/${name}`) as { containerDefinitions: { user: string }[] }).containerDefinitions[0]
				?.user;
		expect([userOf("t0"), userOf("t200"), userOf("t399")]).toEqual([big, "old", "old"]);
		expect(identities(second)).toEqual(identities(first));
		expect(second.desired?.complete).toBe(false);
	});

	it("limit what is laid over one document", () => {
		const files = {
			"e.yaml": environment(
				"patches:",
				...times(400, (index) => `  - { target: { kind: Cluster }, spec: { tags: [{ key: k${index}, value: v }] } }`),
			),
			"m.yaml": cluster("c"),
			"n.yaml": manifest("Namespace", "n", "Type: HTTP"),
		};
		const loaded = loadFiles(files);
		expect(codes(loaded)).toEqual(["too-many-overlays at m.yaml:1:1"]);
		expect(identities(loaded)).toEqual(["Namespace/n"]);
	});
});

describe("very many problems", () => {
	it("are told up to a number, and the others are counted", () => {
		const wrong = (index: number) =>
			`apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: c${index} }\nspek: {}\nspec: {}\n`;
		const loaded = loadFiles(inFiles(times(2_500, wrong)));
		// All of the first ten files, and one of each further.
		expect(loaded.problems.filter(({ code }) => code === "unknown-field")).toHaveLength(1_015);
		expect(texts(loaded).at(-1)).toBe(
			"m024.yaml:10:1 more-problems 99 more problems of this file are not shown here. Fix those above first.",
		);
		expect(loaded.desired?.resources).toEqual([]);
	});

	it("of one file hide none of another", () => {
		const wrong = (index: number) =>
			`apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: c${index} }\nspek: {}\nspec: {}\n`;
		const loaded = loadFiles({ "a.yaml": times(150, wrong).join("---\n"), "b.yaml": wrong(0) });
		expect(texts(loaded).slice(-2)).toEqual([
			"a.yaml:604:1 more-problems 50 more problems of this file are not shown here. Fix those above first.",
			'b.yaml:4:1 unknown-field There is no field "spek" here. Did you mean spec?',
		]);
	});

	it("of one manifest leave its errors in, however many warnings there are", () => {
		const variables = times(200, (index) => `{ name: V${index}_TOKEN, value: x }`).join(", ");
		const loaded = loadFiles({
			"t.yaml": manifest(
				"TaskDefinition",
				"t",
				`containerDefinitions: [{ name: web, image: web, memory: 9, environment: [${variables}] }]`,
			),
		});
		expect(loaded.problems.filter(({ code }) => code === "literal-credential")).toHaveLength(50);
		expect(texts(loaded).join("\n")).toContain(
			"more-problems warning: 150 more problems of this manifest are not shown here.",
		);
		expect(identities(loaded)).toEqual(["TaskDefinition/t"]);
	});

	it("of one rule leave its errors in, however many warnings there are before", () => {
		const ports = [
			...times(80, () => "{ containerPort: 80 }"),
			...times(2, (index) => `{ name: web, containerPort: ${index + 81} }`),
		];
		const loaded = loadFiles({
			"t.yaml": manifest(
				"TaskDefinition",
				"t",
				"networkMode: awsvpc",
				`containerDefinitions: [{ name: web, image: web, memory: 9, portMappings: [${ports.join(", ")}] }]`,
			),
		});
		expect(codes(loaded).join()).toContain("duplicate-port-name");
		expect(identities(loaded)).toEqual([]);
	});

	it("repeat no long value", () => {
		const long = "a".repeat(100_000);
		const loaded = loadFiles({
			"m.yaml": `apiVersion: evenkeel/v1alpha1\nkind: ${long}\nmetadata: { name: ${long} }\n${long}: b\n`,
		});
		for (const problem of loaded.problems) {
			expect(JSON.stringify(problem).length).toBeLessThanOrEqual(1_000);
			expect(problemText(problem).length).toBeLessThanOrEqual(1_000);
		}
	});
});

it("files that contradict the last state of one another in a long chain are rejected together", () => {
	const endpoint = (index: number) =>
		manifest(
			"Service",
			`s${index}`,
			"cluster: arn:aws:ecs:eu-central-1:111122223333:cluster/c",
			"taskDefinition: family:1",
			`serviceConnectConfiguration: { enabled: true, namespace: arn:aws:servicediscovery:eu-central-1:111122223333:namespace/ns-aaaaaaaaaaaaaaaa, services: [{ portName: p${index}, clientAliases: [{ port: 80 }] }] }`,
		);
	const files = (shift: number) =>
		Object.fromEntries(
			times(30, (index) => [
				`s${String(index).padStart(2, "0")}.yaml`,
				endpoint(index).replace(`portName: p${index}`, `portName: p${index + shift}`),
			]),
		);
	const first = loadFiles(files(0));
	expect(first.problems).toEqual([]);
	// Each service takes the endpoint of the next one; one that cannot be read brings all of them back, one after the other.
	const second = loadFiles({ ...files(1), "s29.yaml": `${endpoint(29)}spek: {}\n` }, { previous: first });
	expect(codes(second)).toContain("rejected-in-chain at s00.yaml:1:1");
	expect(second.desired?.resources).toEqual(first.desired?.resources);
	expect(second.desired?.complete).toBe(false);
});
