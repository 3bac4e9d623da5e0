/** The examples are what people copy: all three environments must load as they are shipped. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { render } from "../../src/manifest/render.ts";
import { codes, identities, loadFiles, snapshotOf, specOf } from "./snapshots.ts";

const root = new URL("../../manifests/", import.meta.url);
const files = Object.fromEntries(
	readdirSync(root, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".yaml"))
		.map((file) => [file, readFileSync(new URL(file, root), "utf8")]),
);
const loadPath = (path: string) => load(snapshotOf(files, path), { kinds });

describe("the five stories", () => {
	const loaded = loadPath("examples");

	it("load, with the one warning they are meant to show", () => {
		expect(codes(loaded)).toEqual(["local-namespace at examples/service-connect/cluster.yaml:9:9"]);
		expect(loaded.desired?.complete).toBe(true);
		expect(loaded.desired?.environment).toEqual({
			name: "examples",
			owner: "evenkeel-examples",
			region: "ap-northeast-1",
			prune: "listed",
			rollouts: {},
			windows: [],
			preflight: [],
			deletions: [],
		});
	});

	it("declare these resources", () => {
		expect(identities(loaded)).toEqual([
			"Cluster/cloudmap-handson-cluster",
			"Cluster/ecs-bridge-cluster",
			"Cluster/ecs-service-connector-sample-cluster",
			"Cluster/golang-ecs-cluster",
			"Cluster/test-ecs-cluster",
			"Namespace/ecs.internal",
			"Namespace/golang-app.internal",
			"Namespace/httpd-service-discovery.internal",
			"Namespace/local",
			"Namespace/test-local",
			"Registry/ecs.internal/service_b",
			"Registry/golang-app.internal/app",
			"Registry/httpd-service-discovery.internal/cloudmap-handson",
			"Registry/test-local/test-ecs-service",
			"Service/cloudmap-handson-cluster/cloudmap-handson-httpd-service",
			"Service/ecs-bridge-cluster/service_b-containers",
			"Service/ecs-service-connector-sample-cluster/client-service",
			"Service/ecs-service-connector-sample-cluster/server-service",
			"Service/golang-ecs-cluster/golang-ecs-app-service",
			"Service/test-ecs-cluster/test-ecs-service",
			"TaskDefinition/ecs-service-connect-sample",
			"TaskDefinition/golang-ecs-app",
			"TaskDefinition/httpd-task",
			"TaskDefinition/service_b-task",
			"TaskDefinition/test-ecs-task",
		]);
	});

	it("fill in variables, lists too", () => {
		expect(specOf(loaded, "Service/ecs-service-connector-sample-cluster/client-service")).toMatchObject({
			networkConfiguration: {
				awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829"] },
			},
		});
		expect(specOf(loaded, "TaskDefinition/test-ecs-task")).toMatchObject({
			cpu: "256",
			taskRoleArn: "arn:aws:iam::111122223333:role/test-ecs-role",
		});
	});

	it.each(["yaml", "json"] as const)("show nothing unseen as %s, and mean it all the same", (format) => {
		const text = "a\u202eb\u001b\u2028 \u{e0001}";
		const spec = {
			networkMode: "awsvpc",
			containerDefinitions: [{ name: "a", image: "a", memory: 64, command: [text] }],
		};
		const document = { apiVersion: "evenkeel/v1alpha1", kind: "TaskDefinition", metadata: { name: "odd" }, spec };
		const { desired } = loadFiles({ "a.json": JSON.stringify(document) });
		const rendered = desired ? render(desired, format, kinds) : "";
		expect(rendered).not.toMatch(/[^\P{C}\n]|\p{Zl}/u);
		expect(specOf(loadFiles({ "a.yaml": rendered }, { owner: undefined }), "TaskDefinition/odd")).toMatchObject(spec);
	});

	it.each(["yaml", "json"] as const)("are the same after rendering as %s", (format) => {
		const { desired } = loaded;
		if (!desired) throw new Error("the examples do not load");
		const again = loadFiles({ [`all.${format}`]: render(desired, format, kinds) }, { owner: undefined }).desired;
		const withoutPlaces = (one: typeof desired | undefined) =>
			one && { ...one, resources: one.resources.map((resource) => ({ ...resource, place: undefined })) };
		expect(withoutPlaces(again)).toEqual(withoutPlaces(desired));
	});
});

describe("dev and prod over one base", () => {
	it.each([
		["dev", 1],
		["prod", 2],
	])("%s has names of its own", (name, desiredCount) => {
		const loaded = loadPath(`examples/environments/${name}`);
		expect(codes(loaded)).toEqual([]);
		expect(identities(loaded)).toEqual([
			`Cluster/${name}-test-ecs-cluster`,
			`Namespace/${name}-test-local`,
			`Registry/${name}-test-local/test-ecs-service`,
			`Service/${name}-test-ecs-cluster/${name}-test-ecs-service`,
			`TaskDefinition/${name}-test-ecs-task`,
		]);
		expect(loaded.desired?.environment.owner).toBe(`examples-${name}`);
		expect(specOf(loaded, `Service/${name}-test-ecs-cluster/${name}-test-ecs-service`)).toMatchObject({ desiredCount });
		expect(loaded.desired?.resources[0]?.tags).toEqual({ Name: `${name}-test-ecs-cluster` });
	});
});
