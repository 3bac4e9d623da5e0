// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { neededFolders } from "../../src/manifest/folder.ts";
import { load } from "../../src/manifest/load.ts";
import { codes, identities, loadFiles, manifest, snapshotOf, specOf, texts } from "./snapshots.ts";

const environment = (...spec: readonly string[]) => manifest("Environment", "prod", "owner: shop-prod", ...spec);
const cluster = (...spec: readonly string[]) => manifest("Cluster", "shop", ...spec);

describe("variables", () => {
	const load = (variables: string, value: string, options = {}) =>
		loadFiles({ "e.yaml": environment(`variables: ${variables}`), "a.yaml": cluster(value) }, options);

	it.each([
		["a text inside a text", "{ ENV: prod }", 'clusterName: "${ENV}-shop"', { clusterName: "prod-shop" }],
		["an empty text", "{ ENV: '' }", 'clusterName: "${ENV}shop"', { clusterName: "shop" }],
		["a list", "{ P: [FARGATE] }", "capacityProviders: ${P}", { capacityProviders: ["FARGATE"] }],
		["a member of a list", "{ P: [a, b] }", "clusterName: ${P.1}", { clusterName: "b" }],
		["a member of a map", "{ P: { x: a } }", "clusterName: ${P.x}", { clusterName: "a" }],
		[
			"a number in quotes",
			"{ N: 3 }",
			'defaultCapacityProviderStrategy: [{ capacityProvider: A, weight: "${N}" }]',
			{ defaultCapacityProviderStrategy: [{ weight: 3 }] },
		],
		["the word null as text", "{ N: 'null' }", "clusterName: ${N}", { clusterName: "null" }],
	])("may be %s", (_, variables, line, expected) => {
		const loaded = load(variables, line);
		expect(texts(loaded)).toEqual([]);
		expect(loaded.desired?.resources[0]?.spec).toMatchObject(expected);
	});

	it("are escaped with a second dollar sign", () => {
		const loaded = load("{ A: '$${B}', B: x }", 'tags: [{ key: a, value: "$${A}" }]');
		expect(loaded.problems.map(({ code }) => code)).toEqual(["wrong-form"]);
		const definition = manifest(
			"TaskDefinition",
			"api",
			'containerDefinitions: [{ name: web, image: "$${A}:${A}", memory: 9 }]',
		);
		const spec = specOf(
			loadFiles({ "e.yaml": environment("variables: { A: '$${B}', B: x }"), "a.yaml": definition }),
			"TaskDefinition/api",
		);
		expect(spec).toMatchObject({ containerDefinitions: [{ image: "${A}:${B}" }] });
	});

	it.each([
		["clusterName: ${NONE}", "missing-variable at a.yaml:5:16", "--var NONE"],
		['clusterName: "x${P}"', "variable-not-text at a.yaml:5:16", "stand alone"],
		['clusterName: "${a b}"', "bad-variable at a.yaml:5:16", "For a literal"],
		['clusterName: "x${"', "bad-variable at a.yaml:5:16", "For a literal"],
		["clusterName: ${P.9}", "missing-variable at a.yaml:5:16", "no such member"],
	])("are errors when they are wrong: %s", (line, code, words) => {
		const loaded = load("{ P: [a] }", line);
		expect(codes(loaded)).toEqual([code]);
		expect(texts(loaded).join()).toContain(words);
	});

	it("do not refer to each other", () => {
		const environmentYaml = environment("variables:", "  A: ${B}", "  B: { c: [x, 'y${A}'] }", "  C: '$${ $x $${D}'");
		const loaded = loadFiles({ "e.yaml": environmentYaml, "a.yaml": cluster() });
		expect(codes(loaded)).toEqual(["variable-in-variable at e.yaml:7:8", "variable-in-variable at e.yaml:8:17"]);
		expect(texts(loaded).join()).toContain("A variable cannot refer to another one.");
		expect(texts(loaded).join()).toContain("for a literal ${ write $${.");
		expect(loaded.desired).toBeUndefined();
	});

	it("do not refer to each other from files or the command line, but terraform's output means what it says", () => {
		const files = { "e.yaml": environment("variableFiles: [own.yaml]"), "own.yaml": "a: '${B}'", "a.yaml": cluster() };
		expect(codes(loadFiles(files))).toEqual(["variable-in-variable at own.yaml:1:4"]);
		const given = { ...files, "own.yaml": "a: b" };
		const variables = new Map([["X", "${Y}"]]);
		expect(codes(loadFiles(given, { variables }))).toEqual(["variable-in-variable at variable X:1:1"]);
		const output = JSON.stringify({ a: { sensitive: false, type: "string", value: "${aws:username}" } });
		const definition = manifest(
			"TaskDefinition",
			"t",
			"containerDefinitions: [{ name: c, memory: 9, image: '${own.a}' }]",
		);
		const loaded = loadFiles({ ...given, "own.yaml": output, "t.yaml": definition });
		expect(texts(loaded)).toEqual([]);
		expect(specOf(loaded, "TaskDefinition/t")).toMatchObject({ containerDefinitions: [{ image: "${aws:username}" }] });
	});

	it("come from files, terraform's output too, and from the command line last", () => {
		const files = {
			"e.yaml": environment("variables: { ENV: prod }", "variableFiles: [infra.json, tf.json]"),
			"a.yaml": cluster('clusterName: "${ENV}-${infra.vpc.name}-${tf.zone}"', "capacityProviders: ${tf.providers}"),
			"infra.json": JSON.stringify({ vpc: { name: "main" } }),
			"tf.json": JSON.stringify({
				zone: { sensitive: false, type: "string", value: "z" },
				providers: { sensitive: false, type: ["list", "string"], value: ["FARGATE"] },
			}),
		};
		const loaded = loadFiles(files);
		expect(texts(loaded)).toEqual([]);
		expect(specOf(loaded, "Cluster/prod-main-z")).toMatchObject({ capacityProviders: ["FARGATE"] });
		const other = loadFiles(files, {
			variables: new Map([["ENV", "dev"]]),
			variableFiles: new Map([["/tmp/infra.json", '{ "vpc": { "name": "other" } }']]),
		});
		expect(identities(other)).toEqual(["Cluster/dev-other-z"]);
	});

	it("reach the environment's own values", () => {
		const variables = new Map([["ACCOUNT", "111122223333"]]);
		const loaded = loadFiles({ "e.yaml": environment("account: ${ACCOUNT}"), "a.yaml": cluster() }, { variables });
		expect(loaded.desired?.environment.account).toBe("111122223333");
	});
});

describe("defaults and patches", () => {
	const service = (...lines: readonly string[]) => manifest("Service", "api", "taskDefinition: api:1", ...lines);
	const base = { "c.yaml": cluster() };

	it("lie under and over the manifests that match", () => {
		const loaded = loadFiles({
			...base,
			"e.yaml": environment(
				"defaults:",
				"  - target: { kind: Service }",
				"    spec: { cluster: shop, desiredCount: 2, platformVersion: LATEST, tags: [{ key: a, value: d }, { key: b, value: d }] }",
				"    policy: { adopt: true, interval: 5m }",
				"patches:",
				"  - target: { kind: Service, name: api }",
				"    spec: { desiredCount: 9 }",
				"    policy: { interval: 10s }",
			),
			"a.yaml": service(
				"desiredCount: 3",
				"platformVersion: null",
				"tags: [{ key: b, value: own }, { key: c, value: null }]",
			),
		});
		expect(texts(loaded)).toEqual([]);
		const one = loaded.desired?.resources.find(({ kind }) => kind === "Service");
		expect(one?.spec).toMatchObject({ cluster: "Cluster/shop", desiredCount: 9 });
		expect(one?.spec).not.toHaveProperty("platformVersion");
		expect(one?.tags).toEqual({ a: "d", b: "own", c: null });
		expect(one?.policy).toMatchObject({ adopt: true, intervalMs: 10_000 });
	});

	it("merge lists by AWS's own keys, and * means every item that is there", () => {
		const definition = manifest(
			"TaskDefinition",
			"api",
			"containerDefinitions:",
			"  - { name: web, image: web:1, memory: 64, environment: [{ name: A, value: a }, { name: B, value: b }] }",
			"  - { name: log, image: log:1, memory: 64 }",
		);
		const loaded = loadFiles({
			"e.yaml": environment(
				"patches:",
				"  - target: { kind: TaskDefinition }",
				"    spec:",
				"      containerDefinitions:",
				"        - { name: '*', readonlyRootFilesystem: true }",
				"        - { name: web, image: web:2, environment: [{ name: B, value: patched }] }",
				"        - { name: new, image: new:1, memory: 64 }",
			),
			"a.yaml": definition,
		});
		expect(texts(loaded)).toEqual([]);
		expect(specOf(loaded, "TaskDefinition/api")).toMatchObject({
			containerDefinitions: [
				{ name: "log", image: "log:1", readonlyRootFilesystem: true },
				{ name: "new", image: "new:1" },
				{
					name: "web",
					image: "web:2",
					readonlyRootFilesystem: true,
					environment: [
						{ name: "A", value: "a" },
						{ name: "B", value: "patched" },
					],
				},
			],
		});
	});

	it("take an item out of a list by emptying it first and writing those that stay", () => {
		const loaded = loadFiles({
			...base,
			"e.yaml": environment(
				"patches:",
				"  - { target: { kind: Cluster }, spec: { tags: [] } }",
				"  - { target: { kind: Cluster }, spec: { tags: [{ key: b, value: own }] } }",
			),
			"c.yaml": cluster("tags: [{ key: a, value: x }, { key: b, value: x }]"),
		});
		expect(texts(loaded)).toEqual([]);
		expect(loaded.desired?.resources[0]?.tags).toEqual({ b: "own" });
	});

	it("match by kind, name and labels, all of them", () => {
		const loaded = loadFiles({
			"e.yaml": environment(
				"patches:",
				"  - { target: { labels: { tier: front } }, spec: { clusterName: front } }",
				"  - { target: { kind: Cluster, name: plain, labels: { tier: front } }, spec: { clusterName: never } }",
			),
			"a.yaml": cluster().replace("{ name: shop }", "{ name: shop, labels: { tier: front } }"),
			"b.yaml": manifest("Cluster", "plain"),
		});
		expect(identities(loaded)).toEqual(["Cluster/front", "Cluster/plain"]);
		expect(texts(loaded)).toEqual([
			'e.yaml:8:17 unused-target warning: No manifest matches this target: there is no Cluster called "plain" with this label.',
		]);
	});

	it("are where the problem is when they are wrong, though the manifest's file is rejected", () => {
		const loaded = loadFiles({
			"e.yaml": environment("patches:", "  - target: { kind: Cluster }", "    spec: { clustername: x }"),
			"a.yaml": cluster(),
		});
		expect(codes(loaded)).toEqual(["unknown-field at e.yaml:8:15"]);
		expect(loaded.desired?.resources).toEqual([]);
		expect(loaded.desired?.complete).toBe(false);
	});
});

describe("a broken Environment", () => {
	const files = { "e.yaml": environment(), "a.yaml": cluster() };
	const before = loadFiles(files);

	it.each([
		["an unknown field", { "e.yaml": environment("prun: off") }, "unknown-field at e.yaml:6:3"],
		["broken YAML", { "e.yaml": `${environment()}  bad` }, "syntax at e.yaml:6:6"],
		["an account that is none", { "e.yaml": environment("account: 12345") }, "wrong-form at e.yaml:6:3"],
		["a second one", { "f.yaml": environment() }, "two-environments at f.yaml:1:1"],
		["an include that leads out", { "e.yaml": environment("include: [../other]") }, "outside-root at e.yaml:6:13"],
		["an absolute include", { "e.yaml": environment("include: [/etc]") }, "outside-root at e.yaml:6:13"],
		["an include that is not there", { "e.yaml": environment("include: [base]") }, "missing-folder at e.yaml:6:13"],
		[
			"a variable file that is not there",
			{ "e.yaml": environment("variableFiles: [x.json]") },
			"missing-file at e.yaml:6:19",
		],
		[
			"an included file that is not there",
			{ "e.yaml": environment("include: [a.yml]") },
			"missing-file at e.yaml:6:13",
		],
	])("with %s keeps the last state, or none", (_, edit, code) => {
		const changed = { ...files, ...edit, "b.yaml": manifest("Cluster", "new") };
		const loaded = loadFiles(changed, { previous: before });
		expect(codes(loaded)).toContain(code);
		expect(loaded.desired).toEqual({ ...before.desired, complete: false });
		expect(loadFiles(changed).desired).toBeUndefined();
	});
});

describe("deletions", () => {
	const deletions = (...list: readonly string[]) =>
		loadFiles({ "e.yaml": environment("deletions:", ...list.map((one) => `  - ${one}`)), "a.yaml": cluster() });

	it.each([
		"Service/api",
		"Service/shop/",
		"service/shop/api",
		"Pod/api",
		"Cluster/a/b",
		"TaskDefinition/api:7x/y",
		"Registry/api",
		"api",
		"Cluster/",
	])("that are no identities are errors: %s", (text) => {
		const loaded = deletions("Cluster/old", text);
		expect(codes(loaded)).toEqual(["wrong-form at e.yaml:8:7"]);
		expect(texts(loaded).join()).toContain(
			"An item of deletions has an invalid format. Write an identity as plan and status show it: Namespace/name,",
		);
	});

	it("may be of every kind", () => {
		const list = ["Cluster/a", "Namespace/a.b", "Registry/ns-1/a", "TaskDefinition/a", "Service/a/b"];
		const loaded = deletions(...list);
		expect(texts(loaded)).toEqual([]);
		expect(loaded.desired?.environment.deletions).toEqual(list);
	});

	it("have AWS's names, and whoever writes a manifest's is told", () => {
		const environment = (list: string) => manifest("Environment", "prod", `owner: me\n  deletions: [${list}]`);
		const told = (list: string) =>
			texts(
				loadFiles({ "e.yaml": environment(list), "a.yaml": manifest("Cluster", "shop", "clusterName: prod-shop") }),
			);
		expect(told("Service/shop/old")).toEqual([
			`e.yaml:6:15 deletion-by-name warning: Identities have AWS's names, and "shop" is the name of a manifest. ` +
				'Write "Service/prod-shop/old", if that is meant.',
		]);
		expect(told("Service/prod-shop/old, Service/other/old, Cluster/shop, Registry/shop/old")).toEqual([]);
	});

	it("of what is declared change nothing, and are told", () => {
		const loaded = deletions("Cluster/old", "Cluster/shop");
		expect(texts(loaded)).toEqual([
			'e.yaml:8:7 declared-deletion warning: "Cluster/shop" is listed for deletion but still declared at a.yaml:1:1, so it is not deleted. ' +
				"To delete it, remove its manifest; to keep it, remove this line.",
		]);
		expect(loaded.desired?.complete).toBe(true);
	});
});

describe("preflight", () => {
	const preflight = (list: string) =>
		loadFiles({ "e.yaml": environment("variables: { TOPIC: roles }", `preflight: ${list}`), "a.yaml": cluster() });

	it("is nothing where nothing is said, else what is listed, variables filled in", () => {
		expect(loadFiles({ "e.yaml": environment(), "a.yaml": cluster() }).desired?.environment.preflight).toEqual([]);
		expect(preflight('[images, "${TOPIC}"]').desired?.environment.preflight).toEqual(["images", "roles"]);
	});

	it("of something else says what there is", () => {
		expect(texts(preflight("[secrets]"))).toEqual([
			"e.yaml:7:15 wrong-value An item of preflight has to be one of: images, roles, logGroups, targetGroups.",
		]);
	});
});

describe("an include", () => {
	it("that leads out of the root says how to widen it", () => {
		const loaded = loadFiles({ "e.yaml": environment("include: [../../base]") });
		expect(texts(loaded).join()).toContain(
			"Pass --root with the folder that holds both this file and what the path leads to.",
		);
	});

	it("that is not there is told once, where it is written, though the source misses it too", () => {
		const place = { file: "gone", line: 1, column: 1 };
		const problem = { place, code: "missing-folder" as const, params: { path: "gone" }, severity: "error" as const };
		const snapshot = { ...snapshotOf({ "e.yaml": environment("include: [gone]") }), problems: [problem] };
		expect(codes(load(snapshot, { kinds }))).toEqual(["missing-folder at e.yaml:6:13"]);
	});
});

describe("which files belong", () => {
	const files = {
		"base/a.yaml": manifest("Cluster", "base"),
		"base/deep/b.yml": manifest("Cluster", "deep"),
		"base/.hidden/c.yaml": "not: read",
		"base/README.md": "not: read",
		"envs/dev/environment.yaml": environment("include: [../../base, ../one.json]", "variableFiles: [values.json]"),
		"envs/dev/values.json": '{ "not": "a manifest" }',
		"envs/dev/own.yaml": manifest("Cluster", "own"),
		"envs/one.json": JSON.stringify({
			apiVersion: "evenkeel/v1alpha1",
			kind: "Cluster",
			metadata: { name: "one" },
			spec: {},
		}),
		"envs/prod/environment.yaml": environment(),
		"envs/prod/p.yaml": "broken: [",
		"top.yaml": manifest("Cluster", "top"),
	};

	it("is said by the environment and its includes", () => {
		const loaded = loadFiles(files, { path: "envs/dev" });
		expect(texts(loaded)).toEqual([]);
		expect(identities(loaded)).toEqual(["Cluster/base", "Cluster/deep", "Cluster/one", "Cluster/own"]);
	});

	it("leaves out folders that are environments of their own", () => {
		const loaded = loadFiles(files);
		expect(identities(loaded)).toEqual(["Cluster/base", "Cluster/deep", "Cluster/one", "Cluster/top"]);
		expect(texts(loaded)).toEqual([]);
	});

	it("is told to the source beforehand", () => {
		const texts = new Map(Object.entries(files));
		expect(neededFolders(texts, "envs/dev")).toMatchObject({
			folders: ["envs/dev", "base"],
			files: ["envs/one.json", "envs/dev/values.json"],
			variableFiles: ["envs/dev/values.json"],
			problems: [],
		});
		expect(neededFolders(texts, "")).toMatchObject({ folders: [""], files: [], variableFiles: [], problems: [] });
	});

	it("refuses environments in included folders", () => {
		const loaded = loadFiles(
			{ ...files, "envs/dev/environment.yaml": environment("include: [../prod]") },
			{ path: "envs/dev" },
		);
		expect(codes(loaded)).toContain("environment-in-include at envs/prod/environment.yaml:1:1");
	});
});
