/**
 * The inputs of a plan after AWS has converged to a folder, produced by evenkeel's own reconciles on the embedded AWS
 * without a controller's loop.
 */
import { createAws } from "../../src/aws/client.ts";
import { createObservedStateStore } from "../../src/controller/observed-state-store.ts";
import { reconcile } from "../../src/controller/reconcile.ts";
import type { ReconcileInput } from "../../src/controller/reconcile-input.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import type { Desired } from "../../src/model/manifest.ts";
import { problemText } from "../../src/report/problem-text.ts";
import { asSnapshot, createVirtualWorld, type Files, type VirtualWorld } from "./virtual-world.ts";

/** Long enough for the operations of a namespace and for tasks to start. */
const betweenReconcilesMs = 60_000;
const maxReconciles = 20;

/** The input of a reconcile of a folder without observations; with `sweep` it includes a full resync. */
function firstInput(desired: Desired, observedState: VirtualWorld, fullResync: boolean): ReconcileInput {
	const { clock, emulator } = observedState;
	const { region, requestHandler } = emulator;
	return {
		...{ kinds, desired, clock, observedState: createObservedStateStore(), operations: new Map(), attempts: new Map() },
		aws: createAws({ region, requestHandler, clock, random: seededRandom(1), budget: async () => {} }),
		...{ reconcileId: 0, due: new Set(desired.resources.map(({ identity }) => identity)), fullResync },
		...{ listing: { incomplete: undefined }, retained: new Set() },
		pauseAt: () => undefined,
		deferral: () => undefined,
		onWarning: () => {},
		onBug: ({ error }) => {
			throw error;
		},
		account: { doubt: async () => undefined, epoch: () => 0 },
	};
}

/** Runs reconciles until everything is in sync, and returns the input of the last one. Throws if it does not converge. */
export async function converge(
	files: Files,
	{ fullResync = false } = {},
): Promise<{ readonly input: ReconcileInput; readonly observedState: VirtualWorld }> {
	const { desired, problems } = load(asSnapshot(files), { kinds });
	if (!desired?.complete) throw new Error(problems[0] ? problemText(problems[0]) : "The folder has no environment.");
	const observedState = createVirtualWorld();
	const signal = new AbortController().signal;
	const options = { most: Number.POSITIVE_INFINITY, signal, isInForce: () => true, onSent: () => {} };
	for (let input = firstInput(desired, observedState, fullResync); ; ) {
		input = { ...input, reconcileId: input.reconcileId + 1 };
		const result = await reconcile(input, options);
		if ("abandonedBecause" in result) throw new Error(JSON.stringify(result.abandonedBecause));
		const open = result.plan.items.filter(({ verdict }) => verdict.outcome !== "in sync");
		if (open.length === 0) return { input, observedState };
		if (input.reconcileId > maxReconciles)
			throw new Error(`${open.length} resources do not converge: ${JSON.stringify(open[0])}`);
		await observedState.advance(betweenReconcilesMs);
	}
}
