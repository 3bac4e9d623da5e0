// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { codes, identities, loadFiles, manifest, snapshotOf, specOf, texts } from "./snapshots.ts";

const cluster = manifest("Cluster", "shop");
const namespace = manifest("Namespace", "internal", "Type: DNS_PRIVATE", "Vpc: vpc-1");
const registry = manifest(
	"Registry",
	"api",
	"NamespaceId: internal",
	"DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }",
	"HealthCheckCustomConfig: {}",
);
const taskDefinition = manifest(
	"TaskDefinition",
	"api",
	"networkMode: awsvpc",
	"containerDefinitions: [{ name: web, image: web:1.10, memory: 128 }]",
);
const service = manifest(
	"Service",
	"api",
	"cluster: shop",
	"taskDefinition: api",
	"serviceRegistries: [{ registry: internal/api }]",
	"networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }",
);
const all = { "a.yaml": [cluster, namespace, registry, taskDefinition].join("---\n"), "b.yaml": service };

describe("a folder", () => {
	it("becomes resources that refer to each other by identity", () => {
		const loaded = loadFiles(all);
		expect(texts(loaded)).toEqual([]);
		expect(identities(loaded)).toEqual([
			"Cluster/shop",
			"Namespace/internal",
			"Registry/internal/api",
			"Service/shop/api",
			"TaskDefinition/api",
		]);
		expect(specOf(loaded, "Service/shop/api")).toMatchObject({
			cluster: "Cluster/shop",
			taskDefinition: "TaskDefinition/api",
			serviceRegistries: [{ registryArn: "Registry/internal/api" }],
		});
		expect(loaded.desired).toMatchObject({ complete: true, revision: "r1", environment: { prune: "listed" } });
	});

	it("may be empty but for its Environment, and then wants nothing", () => {
		const environment = manifest("Environment", "prod", "owner: me");
		expect(loadFiles({ "environment.yaml": environment }).desired?.resources).toEqual([]);
	});

	it.each([[{}], [{ "a.yaml": "# nothing\n" }], [{ "README.md": "hello" }]])(
		"without documents keeps the last state, or none: %j",
		(files) => {
			const before = loadFiles(all);
			const loaded = loadFiles(files, { previous: before });
			expect(loaded.desired).toEqual({ ...before.desired, complete: false });
			expect(codes(loaded)).toEqual(["empty-folder at .:1:1"]);
			expect(loadFiles(files).desired).toBeUndefined();
		},
	);

	it.each([
		["empty-folder", {}],
		["missing-owner", { "base/a.yaml": all["a.yaml"] }],
	])("that only holds environments says which ones there are: %s", (code, files) => {
		const environment = manifest("Environment", "prod", "owner: me");
		const folders = { "prod/e.yaml": environment, "dev/e.yaml": environment };
		const loaded = loadFiles({ ...files, ...folders }, { owner: undefined });
		expect(codes(loaded)).toEqual([`${code} at .:1:1`]);
		expect(texts(loaded)[0]).toMatch(
			/There are environments of their own in "dev", "prod"\. Pass the folder of one as --path\.$/,
		);
	});

	it.each([
		["the one that publishes an endpoint", "b.yaml: [", []],
		["none", "# nothing", ["unknown-endpoint", "unused-target"]],
	])("guesses at no mistake that a rejected file explains: %s", (_, text, warnings) => {
		const patches = "owner: me\n  patches: [{ target: { kind: Cluster, name: late }, spec: { settings: [] } }]";
		const uses = manifest("Service", "web", "cluster: arn:aws:ecs:eu-central-1:111122223333:cluster/c");
		const connect = `${uses.replace("spec:", "policy: { uses: [api] }\nspec:")}
  taskDefinition: web:1
  serviceConnectConfiguration: { enabled: true, namespace: "arn:aws:servicediscovery:eu-central-1:111122223333:namespace/ns-1" }`;
		const loaded = loadFiles({ "e.yaml": manifest("Environment", "prod", patches), "a.yaml": connect, "b.yaml": text });
		const told = loaded.problems.map(({ code }) => code).filter((code) => code.startsWith("un"));
		expect(told.sort()).toEqual(warnings);
	});

	it("that was empty for a while still keeps what a broken file last said", () => {
		const empty = loadFiles({}, { previous: loadFiles(all) });
		const loaded = loadFiles({ "a.yaml": all["a.yaml"], "b.yaml": "broken: [" }, { previous: empty });
		expect(identities(loaded)).toContain("Service/shop/api");
		expect(loaded.desired?.complete).toBe(false);
	});

	it("needs an owner", () => {
		const loaded = loadFiles(all, { owner: undefined });
		expect(loaded.desired).toBeUndefined();
		expect(codes(loaded)).toEqual(["missing-owner at .:1:1"]);
	});

	it("reads JSON as well, and several documents in a JSON list", () => {
		const document = {
			apiVersion: "evenkeel/v1alpha1",
			kind: "Cluster",
			metadata: { name: "shop" },
			spec: { settings: [{ name: "containerInsights", value: "disabled" }] },
		};
		const loaded = loadFiles({ "a.json": JSON.stringify([document, { ...document, metadata: { name: "other" } }]) });
		expect(texts(loaded)).toEqual([]);
		expect(identities(loaded)).toEqual(["Cluster/other", "Cluster/shop"]);
	});
});

describe("what policy.ignore names", () => {
	const ignoring = (kind: string, pointer: string, spec: string) => {
		const text = manifest(kind, "api", spec).replace("spec:", `policy: { ignore: ["${pointer}"] }\nspec:`);
		return texts(loadFiles({ "a.yaml": text })).filter((line) => line.includes("has no field"));
	};
	const cluster = (pointer: string) => ignoring("Cluster", pointer, "settings: []");
	const taskDefinition = (pointer: string) =>
		ignoring("TaskDefinition", pointer, "containerDefinitions: [{ name: app, image: web, memory: 64 }]");

	it("is some field of the spec", () => {
		expect(cluster("/configuration/executeCommandConfiguration/loging")).toEqual([
			'a.yaml:4:20 unknown-field executeCommandConfiguration has no field "loging". Did you mean logging?',
		]);
		expect(taskDefinition("/containerDefinitions/*/imge")).toHaveLength(1);
		expect(taskDefinition("/cpu/shares")).toEqual(['a.yaml:4:20 unknown-field cpu has no field "shares".']);
	});

	it("may be any item of a list and any key of a map", () => {
		expect(cluster("/configuration/executeCommandConfiguration/logging")).toEqual([]);
		expect(taskDefinition("/containerDefinitions/app/dockerLabels/a~1b")).toEqual([]);
		expect(taskDefinition("/containerDefinitions/0/environment/LOG/value")).toEqual([]);
	});
});

describe("typing by schema", () => {
	it("keeps as text what AWS wants as text", () => {
		const loaded = loadFiles({
			"a.yaml": manifest(
				"TaskDefinition",
				"api",
				"cpu: 256",
				"containerDefinitions:",
				"  - name: web",
				"    image: web:1.10",
				"    memory: 512",
				"    environment: [{ name: COMMIT, value: 1234567 }, { name: VERSION, value: 1.10 }, { name: ON, value: true }]",
			),
		});
		expect(texts(loaded)).toEqual([]);
		expect(specOf(loaded, "TaskDefinition/api")).toMatchObject({
			cpu: "256",
			containerDefinitions: [
				{
					memory: 512,
					environment: [
						{ name: "COMMIT", value: "1234567" },
						{ name: "ON", value: "true" },
						{ name: "VERSION", value: "1.10" },
					],
				},
			],
		});
	});

	it.each([
		["desiredCount: '1'", "wrong-type at a.yaml:7:3", "Take the quotes off"],
		["desiredCount: many", "wrong-type at a.yaml:7:3", "a whole number"],
		["desiredCount: -1", "out-of-bounds at a.yaml:7:3", "at least 0"],
		["desiredCount:", "empty-value at a.yaml:7:15", "remove the line"],
		["enableExecuteCommand: yes", "wrong-type at a.yaml:7:3", "Write true or false"],
		["launchType: FARGET", "wrong-value at a.yaml:7:3", "FARGATE"],
		["desiredcount: 1", "unknown-field at a.yaml:7:3", "Did you mean desiredCount?"],
		[
			"serviceName: a b",
			"wrong-form at a.yaml:7:3",
			"serviceName has an invalid format. Write letters, digits, hyphens and underscores, at most 255 characters.",
		],
		[
			"tags: [{ key: a, value: '#' }]",
			"wrong-form at a.yaml:7:20",
			"value has an invalid format. Write letters, digits, spaces and _ . : / = + - @,",
		],
		["networkConfiguration: { awsvpcConfiguration: {} }", "missing-field at a.yaml:7:27", "subnets"],
	])("says where and what is wrong with %s", (line, code, words) => {
		const loaded = loadFiles({
			"a.yaml": manifest("Service", "api", "cluster: shop", "taskDefinition: api:1", line),
			"b.yaml": cluster,
		});
		expect(codes(loaded)).toContain(code);
		expect(texts(loaded).join()).toContain(words);
	});

	it("never repeats a value", () => {
		const loaded = loadFiles({
			"a.yaml": manifest("Service", "api", "cluster: shop", "desiredCount: hunter2", "launchType: hunter2"),
		});
		expect(texts(loaded).join()).not.toContain("hunter2");
		expect(loaded.problems).toHaveLength(2);
	});
});

describe("a rejected file", () => {
	const broken = "apiVersion: evenkeel/v1alpha1\nkind: Service\n  bad";

	it("keeps the last good state of its resources, stops pruning, and nothing else", () => {
		const before = loadFiles(all);
		const loaded = loadFiles(
			{ "a.yaml": all["a.yaml"].replace("TTL: 10", "TTL: 20"), "b.yaml": broken },
			{ previous: before },
		);
		expect(identities(loaded)).toEqual(identities(before));
		expect(loaded.desired?.complete).toBe(false);
		expect(specOf(loaded, "Registry/internal/api")).toMatchObject({ DnsConfig: { DnsRecords: [{ TTL: 20 }] } });
		expect(loaded.problems).toHaveLength(1);
	});

	it("makes others wait for what may be in it", () => {
		const loaded = loadFiles({
			"a.yaml": broken,
			"b.yaml": service.replace("cluster: shop", "cluster: arn:x:cluster/shop"),
		});
		const [one] = loaded.desired?.resources ?? [];
		expect(one?.identity).toBe("Service/shop/api");
		expect(one?.blocked).toMatchObject({ code: "DependencyMayBeInvalid" });
		expect(one?.blocked?.params).toMatchObject({ targets: ['TaskDefinition "api"', 'Registry "internal/api"'] });
		expect(codes(loaded)).toHaveLength(1);
	});

	it("leaves out what cannot even be identified, unless it is known from before", () => {
		expect(identities(loadFiles({ "a.yaml": broken, "b.yaml": service }))).toEqual([]);
		const before = loadFiles(all);
		const after = loadFiles({ "a.yaml": cluster, "b.yaml": service, "c.yaml": broken }, { previous: before });
		expect(identities(after)).toEqual(["Cluster/shop", "Service/shop/api"]);
		const moved = loadFiles({ "a.yaml": broken, "b.yaml": service, "c.yaml": cluster }, { previous: before });
		expect(identities(moved)).toEqual(identities(before));
	});

	it("is one that the source could not take, too", () => {
		const before = loadFiles(all);
		const place = { file: "b.yaml", line: 1, column: 1 };
		const problem = { place, code: "file-too-large" as const, params: { mostKiB: 256 }, severity: "error" as const };
		const snapshot = { ...snapshotOf({ "a.yaml": all["a.yaml"] }), problems: [problem] };
		const loaded = load(snapshot, { kinds, owner: "test", previous: before });
		expect(identities(loaded)).toEqual(identities(before));
		expect(loaded.desired?.complete).toBe(false);
		expect(codes(loaded)).toEqual(["file-too-large at b.yaml:1:1"]);
	});
});

describe("references", () => {
	it("that lead nowhere are errors with their place", () => {
		const loaded = loadFiles({
			"a.yaml": cluster,
			"b.yaml": manifest("Service", "api", "cluster: shopp", "taskDefinition: api"),
		});
		expect(codes(loaded)).toEqual(["unresolved-reference at b.yaml:5:3", "unresolved-reference at b.yaml:6:3"]);
		expect(loaded.desired?.complete).toBe(false);
		expect(identities(loaded)).toEqual(["Cluster/shop"]);
	});

	it("may be AWS's own", () => {
		const loaded = loadFiles({
			"a.yaml": manifest(
				"Service",
				"api",
				"cluster: arn:aws:ecs:eu-west-1:111122223333:cluster/shop",
				"taskDefinition: arn:aws:ecs:eu-west-1:111122223333:task-definition/api:7",
			),
			"b.yaml": registry.replace("NamespaceId: internal", "NamespaceId: ns-abcdefghij123456"),
		});
		expect(texts(loaded)).toEqual([]);
		expect(identities(loaded)).toEqual(["Registry/ns-abcdefghij123456/api", "Service/shop/api"]);
		expect(specOf(loaded, "Service/shop/api")).toMatchObject({ taskDefinition: "api:7" });
	});

	it("to a registry need the namespace only where two share a name", () => {
		const other = manifest("Namespace", "other", "Type: DNS_PRIVATE", "Vpc: vpc-1");
		const twin = registry.replace("NamespaceId: internal", "NamespaceId: other");
		const short = service.replace("internal/api", "api");
		expect(texts(loadFiles({ ...all, "b.yaml": short }))).toEqual([]);
		const files = { ...all, "b.yaml": short, "c.yaml": `${other}---\n${twin}` };
		expect(codes(loadFiles(files))).toEqual(["ambiguous-reference at b.yaml:7:23"]);
		const named = loadFiles({ ...files, "b.yaml": service.replace("internal/api", "other/api") });
		expect(specOf(named, "Service/shop/api")).toMatchObject({
			serviceRegistries: [{ registryArn: "Registry/other/api" }],
		});
	});
});

describe("two manifests of one identity", () => {
	it("reject both files, each naming the other's place", () => {
		const twin = manifest("Cluster", "twin", "clusterName: shop");
		const loaded = loadFiles({ "a.yaml": cluster, "b.yaml": twin, "c.yaml": namespace });
		expect(texts(loaded)).toEqual([
			'a.yaml:1:1 duplicate-identity "Cluster/shop" is declared here and at b.yaml:1:1. Keep one of the two.',
			'b.yaml:1:1 duplicate-identity "Cluster/shop" is declared here and at a.yaml:1:1. Keep one of the two.',
		]);
		expect(identities(loaded)).toEqual(["Namespace/internal"]);
	});
});

describe("tags and policy", () => {
	it("are taken out of the document", () => {
		const loaded = loadFiles({
			"a.yaml": `${manifest("Cluster", "shop", "tags: [{ key: team, value: sea }, { key: old, value: null }, { key: bare }]")}policy: { interval: 5m, adopt: true, ignore: [/settings] }\n`,
		});
		expect(texts(loaded)).toEqual([]);
		const [one] = loaded.desired?.resources ?? [];
		expect(one?.tags).toEqual({ team: "sea", old: null, bare: "" });
		expect(one?.spec).toEqual({ clusterName: "shop" });
		expect(one?.policy).toMatchObject({ intervalMs: 300_000, adopt: true, mode: "manage", ignore: ["/settings"] });
	});

	it("ignore no tags, which are owned key by key", () => {
		const loaded = loadFiles({ "a.yaml": `${cluster}policy: { ignore: [/tags/team] }\n` });
		expect(codes(loaded)).toEqual(["wrong-form at a.yaml:5:20"]);
	});

	it("know no other words", () => {
		const loaded = loadFiles({ "a.yaml": `${cluster}policy: { adpot: true, interval: 5 }\n` });
		expect(codes(loaded)).toEqual(["unknown-field at a.yaml:5:11", "wrong-form at a.yaml:5:24"]);
	});
});

describe("policy of services", () => {
	it.each(["redeploy: now", "uses: [api]", "onNewEndpoint: redeploy", "initial: { desiredCount: 1 }"])(
		"(%s) on another kind is an error, since nothing would come of it",
		(policy) => {
			const text = manifest("Cluster", "shop").replace("metadata:", `policy: { ${policy} }\nmetadata:`);
			const { problems } = loadFiles({ "a.yaml": text });
			expect(problems).toMatchObject([{ code: "unknown-field", params: { acceptedBy: ["Service"] } }]);
		},
	);
});
