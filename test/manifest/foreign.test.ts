/** Folders that are environments of their own, and those of which nobody can tell while a file in them is broken. */
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import { codes, identities, loadFiles, manifest, snapshotOf, texts } from "./snapshots.ts";

const environment = manifest("Environment", "prod", "owner: shop-prod");
const shop = manifest("Cluster", "shop");
const files = { "e.yaml": environment, "c.yaml": shop, "sub/t.yaml": manifest("Cluster", "t") };

describe("a broken file in a folder below", () => {
	const before = loadFiles({ ...files, "sub/s.yaml": manifest("Cluster", "s") });

	it.each([
		["mentions an Environment in a comment", "# see kind: Environment\nfoo: [1,\n"],
		["mentions one behind a value", `${manifest("Cluster", "s")}# kind: Environment\n  bad: [\n`],
		["may be an Environment", "kind: Environment\nbad: ["],
		["has an Environment beside its fault", `${environment}spec: {}\n`],
		["may spell it with escapes", 'kind: "\\x45nvironment"\nbad: ['],
	])("that %s takes nothing away", (_, text) => {
		const loaded = loadFiles({ ...files, "sub/s.yaml": text }, { previous: before });
		expect(identities(loaded)).toEqual(["Cluster/s", "Cluster/shop", "Cluster/t"]);
		expect(loaded.desired?.complete).toBe(false);
		expect(loaded.problems.map(({ place }) => place.file)).toContain("sub/s.yaml");
		const again = loadFiles({ "e.yaml": environment, "c.yaml": shop, "sub/s.yaml": text }, { previous: loaded });
		expect(again.desired?.complete).toBe(false);
		expect(identities(again)).toContain("Cluster/s");
	});

	it("that only mentions one in a comment stops nothing else", () => {
		const text = "# see kind: Environment\nfoo: [1,\n";
		const loaded = loadFiles({ ...files, "sub/s.yaml": text, "sub/new.yaml": manifest("Cluster", "new") });
		expect(identities(loaded)).toEqual(["Cluster/new", "Cluster/shop", "Cluster/t"]);
	});

	it("that may be an Environment keeps its folder from being taken in, and what is new there too", () => {
		const text = "kind: Environment\nbad: [";
		const fresh = loadFiles({ ...files, "sub/s.yaml": text });
		expect(identities(fresh)).toEqual(["Cluster/shop"]);
		expect(fresh.desired?.complete).toBe(false);
		const deeper = { ...files, "sub/s.yaml": text, "sub/deep/new.yaml": manifest("Cluster", "new") };
		expect(identities(loadFiles(deeper, { previous: before }))).toEqual(["Cluster/s", "Cluster/shop", "Cluster/t"]);
	});

	it("beside the folder's own Environment rejects nothing but itself", () => {
		const loaded = loadFiles({ ...files, "x.yaml": "kind: Environment\nbad: [" }, { previous: before });
		expect(identities(loaded)).toEqual(["Cluster/shop", "Cluster/t"]);
		expect(codes(loaded)).toEqual(["syntax at x.yaml:2:7"]);
		expect(loaded.desired?.complete).toBe(false);
	});
});

describe("another environment's folder", () => {
	const both = { ...files, "sub/e.yaml": environment };
	const before = loadFiles(both);

	it.each([
		["in YAML", environment],
		["with the value on the next line", environment.replace("kind: Environment", "kind:\n  Environment")],
		["with quoted keys", environment.replace("kind: Environment", `'kind' : "Environment"`)],
		["with escapes", environment.replace("kind: Environment", String.raw`"\x6bind": "Environ\u006dent"`)],
		["with a question mark", environment.replace("kind: Environment", "? kind\n: Environment")],
		["in JSON", '{"apiVersion":"evenkeel/v1alpha1",\n"kind"\n:\n"Environment","metadata":{"name":"x"},"spec":{}}'],
		["after a manifest", `${shop.replace("shop", "other")}---\n${environment}`],
	])("is known by its document %s", (_, text) => {
		const loaded = loadFiles({ ...both, "sub/e.yaml": text });
		expect(identities(loaded)).toEqual(["Cluster/shop"]);
		expect(texts(loaded)).toEqual([]);
		expect(loaded.desired?.complete).toBe(true);
		const own = loadFiles({ "e.yaml": text, "c.yaml": shop }, { owner: undefined });
		expect(own.desired?.environment.owner ?? "none").toBe(text.includes("shop-prod") ? "shop-prod" : "none");
	});

	it.each([
		["broken", "kind: Environment\nbad: ["],
		["cut off", "apiVersion: ["],
		["misspelt", environment.replace("Environment", "Enviroment")],
		["too large", `# ${"x".repeat(256 * 1024)}`],
	])("stays another's while its Environment is %s", (_, text) => {
		const loaded = loadFiles({ ...both, "sub/e.yaml": text }, { previous: before });
		expect(identities(loaded)).toEqual(["Cluster/shop"]);
		expect(loaded.desired?.complete).toBe(false);
		expect(loaded.problems.map(({ place }) => place.file)).toEqual(["sub/e.yaml"]);
		const again = loadFiles({ ...both, "sub/e.yaml": "other: [" }, { previous: loaded });
		expect(identities(again)).toEqual(["Cluster/shop"]);
		expect(loadFiles(both, { previous: again }).desired?.complete).toBe(true);
	});

	it("stays another's while the source cannot read its Environment", () => {
		const place = { file: "sub/e.yaml", line: 1, column: 1 };
		const problem = { place, code: "file-too-large" as const, params: { mostKiB: 256 }, severity: "error" as const };
		const loaded = load({ ...snapshotOf(files), problems: [problem] }, { kinds, previous: before });
		expect(identities(loaded)).toEqual(["Cluster/shop"]);
		expect(loaded.desired?.complete).toBe(false);
	});

	it("becomes ours once its Environment is gone", () => {
		expect(identities(loadFiles(files, { previous: before }))).toEqual(["Cluster/shop", "Cluster/t"]);
	});
});
