/**
 * Every example file in turn half written, empty, missing, and a folder, while the controller follows: in a checkout
 * the commit shows the error, in a plain folder only time does. Nothing is deleted.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { neededFolders } from "../../src/manifest/folder.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { checkoutCache } from "../../src/source/checkout-judgement.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { commit, git, gitMissing, temporaryFolder } from "../source/folders.ts";
import { createVirtualWorld, type RunningController } from "../support/virtual-world.ts";

const stories = ["bridge-srv", "cloud-map-hands-on", "fargate-a-records", "golang-app", "service-connect"];

/** A folder with one story, under an environment with automatic pruning. */
function storyFolder(story: string): string {
	const folder = temporaryFolder();
	cpSync(join("manifests/examples", story), join(folder, story), { recursive: true });
	const environment = readFileSync("manifests/examples/environment.yaml", "utf8");
	writeFileSync(join(folder, "environment.yaml"), environment.replace("prune: listed", "prune: automatic"));
	return folder;
}

/** Cuts after about every `step`-th byte, and an empty file. */
function cuts(text: string, parts: number): readonly number[] {
	return Array.from({ length: parts }, (_, part) => Math.floor((text.length * part) / parts));
}

/** Calls that delete, or start a deletion. */
const harm = ({ sent }: RunningController) =>
	sent.flatMap(({ call: { operation, input } }) =>
		/:(Delete|Deregister)/.test(operation) || ("desiredCount" in input && input.desiredCount === 0) ? [operation] : [],
	);

async function following(snapshot: Snapshot) {
	const world = createVirtualWorld();
	const evenkeel = world.start({ intervalMs: 5_000 });
	const { desired } = evenkeel.accept(snapshot);
	expect(desired?.environment.prune).toBe("automatic");
	await evenkeel.settle();
	await world.advance(120_000);
	return { world, evenkeel, count: desired?.resources.length ?? 0 };
}

describe.each(stories)("the files of %s", (story) => {
	it("may be half written in a plain folder for some seconds", async () => {
		const folder = storyFolder(story);
		const whole = await readSnapshot({ path: folder, needed: neededFolders });
		const { world, evenkeel, count } = await following(whole);
		let removed = 0;
		for (const [file, text] of whole.files) {
			for (const length of [...cuts(text, 8), undefined]) {
				const files = new Map(whole.files);
				if (length === undefined) files.delete(file);
				else files.set(file, text.slice(0, length));
				const { desired } = evenkeel.accept({ ...whole, files, revision: `${file} ${length}` });
				if ((desired?.resources.length ?? count) < count) removed += 1;
				for (let time = 0; time < 3; time++) {
					await world.advance(7_000);
					evenkeel.controller.readAgain();
				}
				evenkeel.accept(whole);
				await world.advance(1_000);
			}
		}
		expect([harm(evenkeel), removed > 0]).toEqual([[], true]);
		await evenkeel.settle();
		await evenkeel.stop();
	});

	it.skipIf(gitMissing)(`may stay half written in a checkout${gitMissing ? ` (${gitMissing})` : ""}`, async () => {
		const folder = storyFolder(story);
		git(folder, "init", "--quiet", "--initial-branch=main");
		const revision = commit(folder, {});
		const cache = checkoutCache();
		const read = () =>
			readSnapshot({
				path: folder,
				needed: neededFolders,
				cache,
				...(process.env.PATH && { programs: process.env.PATH }),
			});
		const whole = await read();
		expect([whole.revision, whole.provenance.is]).toEqual([revision, "committed"]);
		const { world, evenkeel } = await following(whole);
		for (const file of whole.files.keys()) {
			const path = join(folder, file);
			const text = readFileSync(path, "utf8");
			const damages: readonly (() => void)[] = [
				...cuts(text, 3).map((length) => () => truncateSync(path, length)),
				() => rmSync(path),
				() => mkdirSync(path),
			];
			for (const damage of damages) {
				rmSync(path, { recursive: true, force: true });
				if (damage !== damages.at(-1)) writeFileSync(path, text);
				damage();
				const damaged = await read();
				expect([file, damaged.revision, damaged.provenance.is]).toEqual([file, `${revision}-dirty`, "uncommitted"]);
				evenkeel.accept(damaged);
				await world.advance(90_000);
			}
			rmSync(path, { recursive: true });
			writeFileSync(path, text);
			evenkeel.accept(await read());
			await world.advance(30_000);
		}
		expect(harm(evenkeel)).toEqual([]);
		await evenkeel.settle();
		expect(evenkeel.controller.status().revision).toBe(revision);
		await evenkeel.stop();
	});
});
