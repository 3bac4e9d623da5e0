/**
 * Measures the path from a folder on disk to a plan: the time that evenkeel adds between a commit and its first call,
 * including the watcher's delay and the second read of a recently changed file. A commit changes one or two files, so
 * reloading is the common case.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concerned } from "../src/controller/apply-revision.ts";
import { changedManifests } from "../src/controller/changed-manifests.ts";
import { createObservedStateStore } from "../src/controller/observed-state-store.ts";
import { kinds } from "../src/kinds/list.ts";
import { systemClock } from "../src/lib/clock.ts";
import { neededFolders } from "../src/manifest/folder.ts";
import { type Loaded, load } from "../src/manifest/load.ts";
import type { Desired } from "../src/model/manifest.ts";
import type { Plan } from "../src/model/plan.ts";
import type { Snapshot } from "../src/model/snapshot.ts";
import { makePlan } from "../src/plan/plan.ts";
import { problemText } from "../src/report/problem-text.ts";
import { readSnapshot } from "../src/source/snapshot.ts";
import { watchSource } from "../src/source/watch.ts";
import { fleet } from "./fleet.ts";
import { measure, milliseconds, type Table } from "./measure.ts";

export async function manifestFigures(services: number): Promise<Table> {
	const folder = await mkdtemp(join(tmpdir(), "evenkeel-bench-"));
	try {
		const files = Object.entries(fleet(services));
		for (const [file, text] of files) await writeFile(join(folder, file), text);
		const read = await measure(() => readSnapshot({ path: folder, needed: neededFolders }));
		const first = await measure(() => loaded(read.result, undefined));
		const published = await publishOne(folder, files.at(-1)?.[0] ?? "", first.result);
		return {
			title: `A folder of ${services} services in ${files.length} files`,
			figures: [
				{ what: "read: CPU", value: milliseconds(read.cpuMs) },
				{ what: "load, the first time: CPU", value: milliseconds(first.cpuMs) },
				{ what: "load, one file changed: CPU", value: milliseconds(published.loadMs) },
				{ what: "find the affected resources, and plan them: CPU", value: milliseconds(published.planMs) },
				{ what: "from the change on disk to its plan", value: milliseconds(published.totalMs), target: "< 500 ms" },
			],
		};
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** Changes one file of a watched folder and returns the duration until its plan. */
async function publishOne(folder: string, file: string, before: Loaded) {
	let notice = (_: Snapshot) => {};
	const watch = watchSource({
		...{ path: folder, needed: neededFolders, clock: systemClock() },
		onSnapshot: (snapshot) => notice(snapshot),
		onError: (trouble) => {
			throw new Error(JSON.stringify(trouble));
		},
	});
	try {
		await watch.started;
		const noticed = new Promise<Snapshot>((resolve) => {
			notice = resolve;
		});
		const path = join(folder, file);
		const text = (await readFile(path, "utf8")).replace("desiredCount: 1", "desiredCount: 2");
		const whole = await measure(async () => {
			await writeFile(path, text);
			const snapshot = await noticed;
			const again = await measure(() => loaded(snapshot, before));
			const planned = await measure(() => planChange(desiredOf(before), desiredOf(again.result)));
			return { loadMs: again.cpuMs, planMs: planned.cpuMs };
		});
		return { ...whole.result, totalMs: whole.wallMs };
	} finally {
		await watch.close();
	}
}

function loaded(snapshot: Snapshot, previous: Loaded | undefined): Loaded {
	return load(snapshot, { kinds, ...(previous ? { previous } : {}) });
}

function desiredOf({ desired, problems }: Loaded): Desired {
	if (!desired) throw new Error(problems[0] && problemText(problems[0]));
	return desired;
}

/** The steps of the loop for a new revision, up to the plan. AWS is not observed yet, so only these steps are measured. */
function planChange(before: Desired, desired: Desired): Plan {
	const due = concerned(kinds, changedManifests(before, desired), desired, []);
	const nothing = { retained: new Set<never>(), attempts: new Map<never, never>() };
	return makePlan({ kinds, desired, due, reconcileId: 1, observedState: createObservedStateStore(), ...nothing });
}
