/** Files that lost their content where no commit says so: they may be half written, so what they declared stays. */

import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { type Loaded, load } from "../../src/manifest/load.ts";
import { because } from "../../src/model/reason.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { manifest, snapshotOf } from "./snapshots.ts";

const environment = (spec: string) =>
	`apiVersion: evenkeel/v1alpha1\nkind: Environment\nmetadata: { name: test }\nspec: { ${spec} }\n`;
const files = {
	"environment.yaml": environment("owner: shop-prod, account: '111122223333', region: eu-west-1"),
	"a.yaml": manifest("Cluster", "a"),
	"b.yaml": manifest("Cluster", "b"),
};
type Files = Readonly<Record<string, string>>;
type State = "committed" | "uncommitted" | "unversioned";

/** A snapshot of these files of which a commit has those that are as in `files`, or none. */
function snapshot(changed: Files, is: State): Snapshot {
	const all = snapshotOf(changed);
	if (is === "committed") return all;
	const asCommitted = Object.entries(changed).filter(([path, text]) => (files as Files)[path] === text);
	const provenance = is === "unversioned" ? { is } : { is, reason: because("FolderChangedSinceRead") };
	return { ...all, provenance, committed: new Set(is === "unversioned" ? [] : asCommitted.map(([path]) => path)) };
}

function loadAll(...steps: readonly (readonly [Files, State])[]): Loaded {
	let previous: Loaded | undefined;
	for (const [changed, is] of steps) {
		previous = load(snapshot(changed, is), { kinds, ...(previous ? { previous } : {}) });
	}
	return previous as Loaded;
}

const identities = ({ desired }: Loaded) => desired?.resources.map(({ identity }) => identity);
const codes = ({ problems }: Loaded) => problems.map(({ place, code }) => `${place.file} ${code}`);

describe.each<State>(["unversioned", "uncommitted"])("in a folder that is %s", (is) => {
	it.each(["", " \n\n", "# to be written\n", "---\n", "---\n# one\n---\n# two\n", "null\n"])(
		"a file whose text becomes %j keeps what it declared, for as long as it stays so",
		(text) => {
			const emptied: Files = { ...files, "b.yaml": text };
			const loaded = loadAll([files, is], [emptied, is], [emptied, is], [emptied, is]);
			expect(identities(loaded)).toEqual(["Cluster/a", "Cluster/b"]);
			expect([loaded.desired?.complete, codes(loaded)]).toEqual([false, ["b.yaml empty-file"]]);
			const whole = loadAll([files, is], [emptied, is], [files, is]);
			expect([whole.desired?.complete, codes(whole)]).toEqual([true, []]);
		},
	);

	it("a file that is empty from the start is an error, and one of comments is none", () => {
		const loaded = loadAll([{ ...files, "b.yaml": "\n", "c.yaml": "# nothing yet\n" }, is]);
		expect([identities(loaded), codes(loaded)]).toEqual([["Cluster/a"], ["b.yaml empty-file"]]);
	});

	it.each([
		["is emptied", ""],
		["holds comments only", "# later\n"],
		["loses the document", manifest("Cluster", "c")],
		["is missing", undefined],
	])("the last good state stays while the Environment's file %s", (_name, text) => {
		const { "environment.yaml": _, ...others } = files;
		const changed: Files = text === undefined ? others : { ...others, "environment.yaml": text };
		const before = loadAll([files, is]);
		const loaded = loadAll([files, is], [changed, is], [changed, is]);
		expect(loaded.desired).toEqual({ ...before.desired, complete: false });
		expect(codes(loaded)).toEqual(["environment.yaml environment-changed"]);
		expect(loadAll([files, is], [changed, is], [files, is]).desired?.complete).toBe(true);
	});

	it("the last good state stays while the folder is empty, and while only the Environment is missing afterwards", () => {
		const { "environment.yaml": _, ...others } = files;
		const loaded = loadAll([files, is], [{}, is], [others, is]);
		expect([identities(loaded), loaded.desired?.complete]).toEqual([["Cluster/a", "Cluster/b"], false]);
		expect(codes(loadAll([files, is], [{}, is]))).toEqual([". empty-folder"]);
		expect(codes(loaded)).toEqual(["environment.yaml environment-changed"]);
	});

	it("an empty file that would hold the Environment stops everything", () => {
		const changed = { ...files, "environment.yaml": "" };
		const loaded = load(snapshot(changed, is), { kinds, owner: "given" });
		expect([loaded.desired, codes(loaded)]).toEqual([undefined, ["environment.yaml empty-file"]]);
	});

	it.each([
		["owner", environment("owner: shop, account: '111122223333', region: eu-west-1")],
		["account", environment("owner: shop-prod, region: eu-west-1")],
		["region", environment("owner: shop-prod, account: '111122223333'")],
	])("the last good state stays while the Environment has another %s", (_field, text) => {
		const before = loadAll([files, is]);
		const changed = { ...files, "environment.yaml": text };
		const loaded = loadAll([files, is], [changed, is], [changed, is]);
		expect(loaded.desired).toEqual({ ...before.desired, complete: false });
		expect(codes(loaded)).toEqual(["environment.yaml environment-changed"]);
	});
});

describe("in a clean checkout", () => {
	it("the commit's word is taken: an empty file declares nothing, and an Environment may change and go", () => {
		const emptied = { ...files, "b.yaml": "" };
		const loaded = loadAll([files, "committed"], [emptied, "committed"]);
		expect([identities(loaded), codes(loaded), loaded.desired?.complete]).toEqual([["Cluster/a"], [], true]);
		const other = { ...files, "environment.yaml": environment("owner: shop") };
		expect(loadAll([files, "committed"], [other, "committed"]).desired?.environment.owner).toBe("shop");
	});
});
